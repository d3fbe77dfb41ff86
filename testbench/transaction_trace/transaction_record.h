// A transaction as one socket saw it, and who wants to know.
//
// Times are absolute, in ps: of a call, SystemC's time and the delay annotated to it.
#pragma once

#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

struct TransactionRecord {
  int socket = 0;
  std::uint64_t id = 0;  // of the transaction, the same at every socket that it passes
  bool first = false;    // the socket is its maker's: the first that it passed
  bool write = false;
  const char* status = "";  // a literal
  const char* owner = "";   // outlives the run; empty where the maker is not known
  Address address = 0;      // as it stands at this socket
  Bytes bytes = 0;
  std::int32_t layer = -1;
  std::int32_t request = -1;
  Picoseconds begin = 0;           // BEGIN_REQ
  Picoseconds end_request = -1;    // END_REQ, or what implies it
  Picoseconds begin_response = 0;  // BEGIN_RESP, or completion
};

// `now` is SystemC's time of the call: nothing that is told later lies before it.
class TransactionSink {
 public:
  virtual ~TransactionSink() = default;
  virtual void began(int /*socket*/, Picoseconds /*begin*/, Picoseconds /*now*/) {}
  virtual void ended(const TransactionRecord& transaction, Picoseconds now) = 0;
};

}  // namespace dsavp

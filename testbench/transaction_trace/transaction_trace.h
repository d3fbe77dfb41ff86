// Transactions and the program's phases as a trace that Perfetto and chrome://tracing open.
//
// A socket is a process, or one for each request where asked, and its threads are lanes: the
// transactions of a socket overlap, and slices of one thread may not. Async events would need no
// lanes, but viewers draw no flows between them, and show one row for each transaction's id. Flows
// go from the maker's slice to the memory's. Steps, layers and phases are three threads of a
// process of their own.
// Bounded: from `limit` events on the rest is left out, which an instant at the end says.
// Left out: flows of reads that memory answers with another part's transaction (pages that the LLC
// fetches whole, reads that join one on its way).
// Errors: those of OutputFile.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "testbench/transaction_trace/lane_packer.h"
#include "testbench/transaction_trace/trace_event_file.h"
#include "testbench/transaction_trace/transaction_record.h"

namespace dsavp {

class TransactionTrace : public TransactionSink {
 public:
  enum class Tracks { kOne, kOnePerRequest };
  enum class Row { kStep, kLayer, kPhase };

  TransactionTrace(const std::string& path, std::int64_t limit);

  // Returns what records call it; `memory`: flows end there.
  int add_socket(const std::string& name, Tracks tracks, bool memory);
  void ended(const TransactionRecord& transaction, Picoseconds now) override;
  void phase(Row row, const std::string& name, Picoseconds begin, Picoseconds end);

  // Whether something was left out.
  bool limit_reached() const { return full_; }
  void publish();

 private:
  struct Socket {
    std::string name;
    Tracks tracks;
    bool memory;
  };
  struct Track {
    int process = 0;
    std::vector<TraceEventFile::Thread> threads;  // a lane each
    LanePacker lanes;
  };

  Track& track_of(const TransactionRecord& transaction);
  TraceEventFile::Thread lane_of(Track& track, Picoseconds begin, Picoseconds end);
  bool room_for(std::int64_t events, Picoseconds now);

  TraceEventFile file_;
  const std::int64_t limit_;
  bool full_ = false;
  Picoseconds full_at_ = 0;
  std::vector<TraceEventFile::Thread> rows_;
  std::vector<Socket> sockets_;
  std::map<std::pair<int, int>, Track> tracks_;               // by socket and request
  std::map<std::uint64_t, TraceEventFile::Point> at_memory_;  // whose makers have not ended yet
};

}  // namespace dsavp

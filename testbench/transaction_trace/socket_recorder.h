// Observes a socket and tells each transaction that passed it to sinks.
//
// A transaction keeps its payload from its maker through the interconnect and the LLC to memory, so
// a payload under way is one transaction, from its BEGIN_REQ at its maker's socket to its BEGIN_RESP
// there; TransactionsUnderWay, shared by all sockets, gives it its id. The pages that the LLC
// fetches have payloads of its own: transactions of their own, with the read's layer and request.
// Numbered in the order in which they begin. What begins while nothing is being recorded is left
// out at every socket. Debug transport and DMI are no transactions.
#pragma once

#include <tsl/robin_map.h>

#include <cstdint>
#include <vector>

#include "models/common/address_hash.h"
#include "testbench/socket_tap/socket_tap.h"
#include "testbench/transaction_trace/transaction_record.h"

namespace dsavp {

class TransactionsUnderWay {
 public:
  struct Entry {
    std::uint64_t id = 0;  // 0: not recorded
    int hops = 0;          // sockets at which it is under way
  };

  void record(bool on) { recording_ = on; }

  // `payload` has reached a further socket. The entry's hops are 1 at the first one.
  Entry enter(const tlm::tlm_generic_payload& payload);
  void leave(const tlm::tlm_generic_payload& payload);
  std::size_t count() const { return entries_.size(); }

 private:
  bool recording_ = false;
  std::uint64_t last_id_ = 0;
  tsl::robin_map<const tlm::tlm_generic_payload*, Entry, PointerHash> entries_;
};

class SocketRecorder : public SocketObserver {
 public:
  // `under_way` and the sinks outlive it.
  SocketRecorder(int socket, TransactionsUnderWay& under_way, std::vector<TransactionSink*> sinks);

  void before_forward(const SocketCall& call) override;
  void after_forward(const SocketCall& before, const SocketCall& after,
                     tlm::tlm_sync_enum status) override;
  void before_backward(const SocketCall& call) override;
  void before_blocking(const SocketCall& call) override;
  void after_blocking(const SocketCall& before, const SocketCall& after) override;

 private:
  void begin(const SocketCall& call);
  void end_request(const SocketCall& call);
  void begin_response(const SocketCall& call);

  const int socket_;
  TransactionsUnderWay& under_way_;
  const std::vector<TransactionSink*> sinks_;
  tsl::robin_map<const tlm::tlm_generic_payload*, TransactionRecord, PointerHash> open_;
};

}  // namespace dsavp

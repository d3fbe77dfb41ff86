// A module between an initiator's socket and a target's that takes part in the base protocol and
// makes trouble within it: holds BEGIN_REQ, END_REQ, BEGIN_RESP and END_RESP back for random times,
// withholds END_REQ while it has taken `room` requests, and answers in all ways that the protocol
// allows (accepted with a call later, phases on the return path, early completion, BEGIN_RESP for
// END_REQ; calls ahead of their time and nested ones). What it draws: stall_draws.h.
//
// Transactions keep their order in each direction unless responses are to be reordered; an announced
// response goes before a later one with an earlier time. On each side it is an initiator or a target of its own: one request
// without END_REQ, one response without END_RESP at a time. Blocking transport waits or has its delay
// grow before and after the target's; it is not ordered with non-blocking transport. Debug transport
// and direct memory pass.
// Takes one reference on each transaction until both sides have ended, changes nothing of the payload.
// Left out: extended phases, which are ignored; several initiators on one socket.
// Errors: a phase out of order is an SC_REPORT_ERROR.
#pragma once

#include <tsl/robin_map.h>

#include <systemc>
#include <tlm>

#include "models/common/address_hash.h"
#include "models/common/sc_time.h"
#include "models/common/timed_queue.h"
#include "testbench/random_stalls/stall_draws.h"

namespace dsavp {

class RandomStalls : public sc_core::sc_module,
                     private tlm::tlm_fw_transport_if<>,
                     private tlm::tlm_bw_transport_if<> {
 public:
  RandomStalls(const sc_core::sc_module_name& name, const StallConfig& config);

  tlm::tlm_target_socket<> from_initiator;
  tlm::tlm_initiator_socket<> to_target;

  // Non-blocking transactions that have not ended on both sides, and all begun.
  std::size_t in_flight() const { return transactions_.size(); }
  std::uint64_t transactions() const { return begun_; }

 private:
  struct Transaction {
    Picoseconds initiator_time = 0;  // annotated, of the latest phase on that side
    Picoseconds target_time = 0;
    bool half_ended = false;  // on one of the sides
  };
  struct Item {
    tlm::tlm_generic_payload* payload = nullptr;
    Picoseconds when = 0;
    Stall stall;
  };
  // One direction's transactions between a stall drawn and the call that passes them on.
  struct Held {
    TimedQueue<Item> items;  // by when they are passed on
    Picoseconds last_call = 0;
    Picoseconds last_when = 0;
    void hold(Item item, Picoseconds from, bool in_order);
  };

  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) override;

  // The initiator's side.
  tlm::tlm_sync_enum begin_request(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);
  tlm::tlm_sync_enum answer_in_call(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                    sc_core::sc_time& delay);
  void end_request();
  void send_response();
  void response_ended(tlm::tlm_generic_payload& payload, Picoseconds when);
  bool keeps_order() const { return config_.responses && !config_.reorder_responses; }
  bool has_room() const { return requests_.items.size() <= config_.room; }

  // The target's side.
  void send_request();
  void request_ended(tlm::tlm_generic_payload& payload, Picoseconds when);
  tlm::tlm_sync_enum begin_response(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                    sc_core::sc_time& delay);
  void take_response(tlm::tlm_generic_payload& payload, Picoseconds when);
  void owe_end_response(tlm::tlm_generic_payload& payload, ResponseEnd end);
  void end_response();

  void half_end(tlm::tlm_generic_payload& payload);

  void work();
  void go_on(bool at_once);
  bool step();
  // When each kind of step is due; kNever while it may not happen.
  Picoseconds request_due() const;
  Picoseconds request_end_due() const;
  Picoseconds response_due() const;
  Picoseconds response_end_due() const;
  void wake_when_due();
  void stall_blocking(Picoseconds time, sc_core::sc_time& delay);

  const StallConfig config_;
  StallDraws draws_;
  tsl::robin_map<tlm::tlm_generic_payload*, Transaction, PointerHash> transactions_;
  std::uint64_t begun_ = 0;

  // The initiator's request channel: the request that has had no END_REQ, and when it will get it.
  tlm::tlm_generic_payload* request_ = nullptr;
  RequestEnd request_end_ = RequestEnd::kLater;
  Picoseconds request_end_at_ = kNever;
  tlm::tlm_generic_payload* in_begin_request_ = nullptr;  // whose BEGIN_REQ has not returned
  bool answered_in_call_ = false;                         // it is to return the response
  bool target_changed_ = false;  // the target, called within it, returned a phase or completed
  Held requests_;

  // The target's request channel.
  tlm::tlm_generic_payload* forwarded_ = nullptr;
  Picoseconds forward_free_at_ = 0;

  // The target's response channel: the response that has had no END_RESP, and when it will get it.
  tlm::tlm_generic_payload* answered_ = nullptr;
  ResponseEnd response_end_ = ResponseEnd::kLater;
  Picoseconds response_end_at_ = kNever;
  tlm::tlm_generic_payload* in_begin_response_ = nullptr;  // whose BEGIN_RESP has not returned

  // The initiator's response channel.
  TimedQueue<Item> arriving_;  // not there yet, by their annotated time
  Held responses_;
  tlm::tlm_generic_payload* responding_ = nullptr;  // has had no END_RESP

  bool going_on_ = false;
  sc_core::sc_event wake_;
};

}  // namespace dsavp

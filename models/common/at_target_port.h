// A target socket that keeps the base protocol for its part.
//
// The part is an AtTarget. Approximately timed: it accepts requests or holds them back, and gives each accepted one to
// respond() once. The port does the phases: END_REQ at once when accepted, withheld when held back,
// sent by resume(); BEGIN_RESP one at a time until END_RESP. It takes a reference on each
// transaction from BEGIN_REQ to END_RESP. Blocking transport works too and goes the same way
// through the part. Loosely timed, the part carries a transaction to its end in one call of
// transport(); non-blocking transport works too and goes the same way, answered as soon as asked,
// with the time annotated. DMI is denied: the memory behind is timed. Unknown phases are ignored, as the
// standard asks.
#pragma once

#include <systemc>
#include <tlm>
#include <vector>

#include "models/common/abstraction.h"
#include "models/common/ring_queue.h"
#include "models/common/sc_time.h"

namespace dsavp {

class AtTarget {
 public:
  // The request arrives at `arrival`, now or later. False: hold it back, resume() asks again.
  virtual bool accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) = 0;
  // Loosely timed: sets the response and returns when it is there. Of parts that are made so.
  virtual Picoseconds transport(tlm::tlm_generic_payload& payload, Picoseconds arrival,
                                int /*port*/) {
    payload.set_response_status(tlm::TLM_GENERIC_ERROR_RESPONSE);
    return arrival;
  }
  // Bytes transferred, without time or effect.
  virtual unsigned debug(tlm::tlm_generic_payload&, int /*port*/) { return 0; }

 protected:
  ~AtTarget() = default;
};

class AtTargetPort : public tlm::tlm_target_socket<>, private tlm::tlm_fw_transport_if<> {
 public:
  AtTargetPort(const char* name, AtTarget& part, int port = 0,
               Abstraction abstraction = Abstraction::kApproximatelyTimed);

  bool holding() const { return held_ != nullptr; }
  // The transaction being held back; only while holding().
  tlm::tlm_generic_payload& held() const { return *held_; }
  // Offers the held request again; true if it has now been accepted.
  bool resume();
  // The response is complete at `when`, now or later. Its status has been set.
  void respond(tlm::tlm_generic_payload& payload, Picoseconds when);

 private:
  struct Response {
    tlm::tlm_generic_payload* payload = nullptr;
    Picoseconds when = 0;
  };
  struct Blocked {
    tlm::tlm_generic_payload* payload;
    sc_core::sc_event* done;
  };

  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload&, tlm::tlm_dmi&) override { return false; }
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override {
    return part_.debug(payload, port_);
  }

  tlm::tlm_sync_enum begin_request(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                   sc_core::sc_time& delay);
  enum class Offer { kAccepted, kAnswered, kHeld };
  Offer offer(tlm::tlm_generic_payload& payload, Picoseconds arrival);
  void end_request(tlm::tlm_generic_payload& payload, Picoseconds arrival, Offer offered);
  bool is_blocking(const tlm::tlm_generic_payload& payload) const;
  void send_responses();
  void transport_through_phases(tlm::tlm_generic_payload& payload);
  bool wake_blocked(tlm::tlm_generic_payload& payload, Picoseconds when);

  AtTarget& part_;
  const int port_;
  const bool loosely_timed_;
  tlm::tlm_generic_payload* held_ = nullptr;
  Picoseconds held_arrival_ = 0;
  tlm::tlm_generic_payload* behind_ = nullptr;  // came while a blocking caller's was held back
  Picoseconds behind_arrival_ = 0;
  tlm::tlm_generic_payload* offered_ = nullptr;  // while the part is being asked to accept it
  Picoseconds answered_at_ = kNever;
  RingQueue<Response> responses_;
  tlm::tlm_generic_payload* awaiting_end_ = nullptr;
  bool sending_ = false;
  std::vector<Blocked> blocked_;
  sc_core::sc_event no_longer_held_;
};

}  // namespace dsavp

// An initiator socket that keeps the base protocol for its part. Loosely-timed parts call
// transport(), approximately-timed ones send().
//
// send() gives BEGIN_REQ when the request channel is free and queues it otherwise (one BEGIN_REQ
// outstanding until its END_REQ). Responses reach the part with their time; the port answers
// BEGIN_RESP with END_RESP at once, so that it never holds a target's response channel. All ways in
// which a target may answer are taken: accepted, END_REQ or BEGIN_RESP in the return path, and
// early completion.
#pragma once

#include <systemc>
#include <tlm>

#include "models/common/ring_queue.h"
#include "models/common/sc_time.h"

namespace dsavp {

class AtInitiator {
 public:
  // The response is there at `when`, now or later. The part owns its reference still.
  virtual void response(tlm::tlm_generic_payload& payload, Picoseconds when, int port) = 0;
  // The request channel has become free.
  virtual void request_channel_free(int) {}

 protected:
  ~AtInitiator() = default;
};

class AtInitiatorPort : public tlm::tlm_initiator_socket<>, private tlm::tlm_bw_transport_if<> {
 public:
  AtInitiatorPort(const char* name, AtInitiator& part, int port = 0);

  void send(tlm::tlm_generic_payload& payload, Picoseconds when);
  // Blocking transport of a request that is sent at `when`, now or later; returns when its response
  // is there. A target may let time pass meanwhile.
  Picoseconds transport(tlm::tlm_generic_payload& payload, Picoseconds when) {
    sc_core::sc_time delay = until(when);
    (*this)->b_transport(payload, delay);
    return now_ps() + from_sc(delay);
  }
  bool request_channel_is_free() const { return request_ == nullptr && queue_.empty(); }

 private:
  struct Request {
    tlm::tlm_generic_payload* payload = nullptr;
    Picoseconds when = 0;
  };

  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload& payload, tlm::tlm_phase& phase,
                                     sc_core::sc_time& delay) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64, sc_dt::uint64) override {}

  void begin(const Request& request);
  void end_request(Picoseconds when);
  void send_queued();

  AtInitiator& part_;
  const int port_;
  tlm::tlm_generic_payload* request_ = nullptr;  // has had no END_REQ yet
  Picoseconds channel_free_at_ = 0;
  RingQueue<Request> queue_;
  bool sending_ = false;
};

}  // namespace dsavp

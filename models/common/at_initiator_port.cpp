#include "models/common/at_initiator_port.h"

#include <algorithm>

namespace dsavp {

AtInitiatorPort::AtInitiatorPort(const char* name, AtInitiator& part, int port)
    : tlm::tlm_initiator_socket<>(name), part_(part), port_(port) {
  bind(*static_cast<tlm::tlm_bw_transport_if<>*>(this));
}

void AtInitiatorPort::send(tlm::tlm_generic_payload& payload, Picoseconds when) {
  queue_.push({&payload, when});
  send_queued();
}

void AtInitiatorPort::send_queued() {
  if (sending_) return;
  sending_ = true;
  while (request_ == nullptr && !queue_.empty()) begin(queue_.pop());
  sending_ = false;
}

void AtInitiatorPort::begin(const Request& request) {
  tlm::tlm_generic_payload& payload = *request.payload;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = until(std::max(request.when, channel_free_at_));
  request_ = &payload;
  const tlm::tlm_sync_enum status = (*this)->nb_transport_fw(payload, phase, delay);
  const Picoseconds when = now_ps() + from_sc(delay);
  if (status == tlm::TLM_UPDATED && phase == tlm::END_REQ) {
    end_request(when);
  } else if (status == tlm::TLM_UPDATED && phase == tlm::BEGIN_RESP) {
    end_request(when);
    // The part may let go of its reference, and the target need not have one.
    if (payload.has_mm()) payload.acquire();
    part_.response(payload, when, port_);
    phase = tlm::END_RESP;
    (*this)->nb_transport_fw(payload, phase, delay);
    if (payload.has_mm()) payload.release();
  } else if (status == tlm::TLM_COMPLETED) {
    end_request(when);
    part_.response(payload, when, port_);
  }
}

void AtInitiatorPort::end_request(Picoseconds when) {
  request_ = nullptr;
  channel_free_at_ = std::max(channel_free_at_, when);
}

tlm::tlm_sync_enum AtInitiatorPort::nb_transport_bw(tlm::tlm_generic_payload& payload,
                                                    tlm::tlm_phase& phase,
                                                    sc_core::sc_time& delay) {
  const Picoseconds when = now_ps() + from_sc(delay);
  const bool frees_channel = request_ == &payload;
  if (phase == tlm::END_REQ && frees_channel) {
    end_request(when);
  } else if (phase == tlm::BEGIN_RESP) {
    if (frees_channel) end_request(when);  // BEGIN_RESP implies END_REQ
    part_.response(payload, when, port_);
    phase = tlm::END_RESP;
  } else {
    return tlm::TLM_ACCEPTED;  // an extended phase
  }
  const bool ended = phase == tlm::END_RESP;
  if (frees_channel) {
    send_queued();
    if (request_channel_is_free()) part_.request_channel_free(port_);
  }
  return ended ? tlm::TLM_UPDATED : tlm::TLM_ACCEPTED;
}

}  // namespace dsavp

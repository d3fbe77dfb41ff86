#include "models/common/at_target_port.h"

#include <algorithm>

namespace dsavp {
namespace {

// For payloads that live on a caller's stack: their last release does nothing.
struct UnownedPayloads : tlm::tlm_mm_interface {
  void free(tlm::tlm_generic_payload*) override {}
};

}  // namespace

AtTargetPort::AtTargetPort(const char* name, AtTarget& part, int port, Abstraction abstraction)
    : tlm::tlm_target_socket<>(name),
      part_(part),
      port_(port),
      loosely_timed_(abstraction == Abstraction::kLooselyTimed) {
  bind(*static_cast<tlm::tlm_fw_transport_if<>*>(this));
}

tlm::tlm_sync_enum AtTargetPort::nb_transport_fw(tlm::tlm_generic_payload& payload,
                                                 tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) return begin_request(payload, phase, delay);
  if (phase == tlm::END_RESP && awaiting_end_ == &payload) {
    awaiting_end_ = nullptr;
    payload.release();
    send_responses();
    return tlm::TLM_COMPLETED;
  }
  if (phase == tlm::END_RESP || phase == tlm::END_REQ || phase == tlm::BEGIN_RESP) {
    SC_REPORT_ERROR(name(), "phase out of order on the forward path");
  }
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum AtTargetPort::begin_request(tlm::tlm_generic_payload& payload,
                                               tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (behind_ != nullptr || (held_ != nullptr && !is_blocking(*held_))) {
    SC_REPORT_ERROR(name(), "BEGIN_REQ while an earlier request has had no END_REQ");
  }
  payload.acquire();
  const Picoseconds arrival = now_ps() + from_sc(delay);
  if (held_ != nullptr) {
    behind_ = &payload;
    behind_arrival_ = arrival;
    return tlm::TLM_ACCEPTED;
  }
  switch (offer(payload, arrival)) {
    case Offer::kAccepted:
      phase = tlm::END_REQ;
      return tlm::TLM_UPDATED;
    case Offer::kAnswered:
      if (awaiting_end_ != nullptr) {  // completion implies BEGIN_RESP, which has to wait its turn
        respond(payload, answered_at_);
        phase = tlm::END_REQ;
        return tlm::TLM_UPDATED;
      }
      delay = until(answered_at_);
      payload.release();
      return tlm::TLM_COMPLETED;
    case Offer::kHeld:
      break;
  }
  held_ = &payload;
  held_arrival_ = arrival;
  return tlm::TLM_ACCEPTED;
}

// A part may answer while it accepts; its answer then takes the return path, not a call within the
// initiator's call.
AtTargetPort::Offer AtTargetPort::offer(tlm::tlm_generic_payload& payload, Picoseconds arrival) {
  if (loosely_timed_) {
    answered_at_ = part_.transport(payload, arrival, port_);
    return Offer::kAnswered;
  }
  offered_ = &payload;
  answered_at_ = kNever;
  const bool accepted = part_.accept(payload, arrival, port_);
  offered_ = nullptr;
  if (answered_at_ != kNever) return Offer::kAnswered;
  return accepted ? Offer::kAccepted : Offer::kHeld;
}

bool AtTargetPort::resume() {
  if (held_ == nullptr) return false;
  tlm::tlm_generic_payload& payload = *held_;
  const Picoseconds arrival = std::max(now_ps(), held_arrival_);
  const Offer offered = offer(payload, arrival);
  if (offered == Offer::kHeld) return false;
  held_ = nullptr;
  no_longer_held_.notify(sc_core::SC_ZERO_TIME);
  end_request(payload, arrival, offered);
  if (behind_ != nullptr) {
    tlm::tlm_generic_payload& next = *behind_;
    behind_ = nullptr;
    const Picoseconds next_arrival = std::max(now_ps(), behind_arrival_);
    end_request(next, next_arrival, offer(next, next_arrival));
  }
  return true;
}

// Of a request that was not accepted within its BEGIN_REQ.
void AtTargetPort::end_request(tlm::tlm_generic_payload& payload, Picoseconds arrival,
                               Offer offered) {
  if (offered == Offer::kHeld) {
    held_ = &payload;
    held_arrival_ = arrival;
  } else if (offered == Offer::kAnswered) {
    respond(payload, answered_at_);  // BEGIN_RESP implies END_REQ
  } else if (!is_blocking(payload)) {
    tlm::tlm_phase phase = tlm::END_REQ;
    sc_core::sc_time delay = until(arrival);
    (*this)->nb_transport_bw(payload, phase, delay);
  }
}

bool AtTargetPort::is_blocking(const tlm::tlm_generic_payload& payload) const {
  return std::any_of(blocked_.begin(), blocked_.end(),
                     [&payload](const Blocked& blocked) { return blocked.payload == &payload; });
}

void AtTargetPort::respond(tlm::tlm_generic_payload& payload, Picoseconds when) {
  if (offered_ == &payload) {
    answered_at_ = when;
    return;
  }
  if (!blocked_.empty() && wake_blocked(payload, when)) return;
  responses_.push({&payload, when});
  send_responses();
}

void AtTargetPort::send_responses() {
  if (sending_) return;
  sending_ = true;
  while (awaiting_end_ == nullptr && !responses_.empty()) {
    const Response response = responses_.pop();
    tlm::tlm_phase phase = tlm::BEGIN_RESP;
    sc_core::sc_time delay = until(response.when);
    awaiting_end_ = response.payload;
    const tlm::tlm_sync_enum status = (*this)->nb_transport_bw(*response.payload, phase, delay);
    const bool ended =
        status == tlm::TLM_COMPLETED || (status == tlm::TLM_UPDATED && phase == tlm::END_RESP);
    if (ended && awaiting_end_ == response.payload) {
      awaiting_end_ = nullptr;
      response.payload->release();
    }
  }
  sending_ = false;
}

void AtTargetPort::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (loosely_timed_) {
    delay = until(part_.transport(payload, now_ps() + from_sc(delay), port_));
  } else {
    sc_core::wait(delay);
    delay = sc_core::SC_ZERO_TIME;
    transport_through_phases(payload);
  }
  payload.set_dmi_allowed(false);
}

// The part works on a managed twin of the caller's payload, because parts behind it keep
// references, which a payload of blocking transport need not allow. Callers queue behind a request
// held back, as END_REQ would make them.
void AtTargetPort::transport_through_phases(tlm::tlm_generic_payload& payload) {
  UnownedPayloads manager;
  tlm::tlm_generic_payload twin(&manager);
  twin.acquire();
  twin.set_command(payload.get_command());
  twin.set_address(payload.get_address());
  twin.set_data_ptr(payload.get_data_ptr());
  twin.set_data_length(payload.get_data_length());
  twin.set_streaming_width(payload.get_streaming_width());
  twin.set_byte_enable_ptr(payload.get_byte_enable_ptr());
  twin.set_byte_enable_length(payload.get_byte_enable_length());

  sc_core::sc_event done;
  while (held_ != nullptr) sc_core::wait(no_longer_held_);
  blocked_.push_back({&twin, &done});
  const Offer offered = offer(twin, now_ps());
  if (offered == Offer::kAnswered) {
    wake_blocked(twin, answered_at_);
  } else if (offered == Offer::kHeld) {
    held_ = &twin;
    held_arrival_ = now_ps();
  }
  sc_core::wait(done);
  payload.set_response_status(twin.get_response_status());
}

bool AtTargetPort::wake_blocked(tlm::tlm_generic_payload& payload, Picoseconds when) {
  for (std::size_t i = 0; i < blocked_.size(); ++i) {
    if (blocked_[i].payload != &payload) continue;
    // At least a delta away, since the caller may not be waiting yet.
    blocked_[i].done->notify(until(when));
    blocked_.erase(blocked_.begin() + static_cast<std::ptrdiff_t>(i));
    return true;
  }
  return false;
}

}  // namespace dsavp

// The two sides of a RandomStalls, phase by phase.
#include <algorithm>

#include "testbench/random_stalls/random_stalls.h"

namespace dsavp {

// ---- the initiator's side ------------------------------------------------------------------

tlm::tlm_sync_enum RandomStalls::nb_transport_fw(tlm::tlm_generic_payload& payload,
                                                 tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_REQ) return begin_request(payload, phase, delay);
  if (phase == tlm::END_RESP && responding_ == &payload) {
    response_ended(payload, now_ps() + from_sc(delay));
    go_on(draws_.either());
    return draws_.either() ? tlm::TLM_COMPLETED : tlm::TLM_ACCEPTED;
  }
  if (phase == tlm::END_RESP || phase == tlm::END_REQ || phase == tlm::BEGIN_RESP) {
    SC_REPORT_ERROR(name(), "phase out of order on the forward path");
  }
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum RandomStalls::begin_request(tlm::tlm_generic_payload& payload,
                                               tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (request_ != nullptr) SC_REPORT_ERROR(name(), "BEGIN_REQ before the last one's END_REQ");
  const Picoseconds arrival = now_ps() + from_sc(delay);
  payload.acquire();
  Transaction& transaction = transactions_[&payload];
  transaction.initiator_time = transaction.target_time = arrival;
  ++begun_;
  request_ = &payload;
  request_end_ = draws_.request_end();
  request_end_at_ = kNever;
  if (request_end_ == RequestEnd::kReturned) request_end_at_ = arrival;
  if (request_end_ == RequestEnd::kLater) request_end_at_ = arrival + draws_.request_end_stall();
  const Stall stall = draws_.request();
  requests_.hold({&payload, arrival, stall}, arrival, true);
  in_begin_request_ = &payload;
  answered_in_call_ = target_changed_ = false;
  go_on(stall.at_once);
  in_begin_request_ = nullptr;
  const tlm::tlm_sync_enum status = answer_in_call(payload, phase, delay);
  wake_when_due();
  return status;
}

// What the return of BEGIN_REQ says: whatever has happened within the call. TLM_ACCEPTED would say
// that the transaction is as it was, which it need not be if the target has said more than that.
tlm::tlm_sync_enum RandomStalls::answer_in_call(tlm::tlm_generic_payload& payload,
                                                tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (answered_in_call_) {
    request_ = nullptr;
    const Picoseconds when = transactions_[&payload].initiator_time;
    delay = until(when);
    if (config_.responses && draws_.either()) {
      phase = tlm::BEGIN_RESP;
      return tlm::TLM_UPDATED;
    }
    response_ended(payload, when);
    return tlm::TLM_COMPLETED;
  }
  const bool at_once = request_end_ == RequestEnd::kReturned && has_room();
  if (request_ == &payload && (at_once || target_changed_)) {
    request_ = nullptr;
    Picoseconds& time = transactions_[&payload].initiator_time;
    time += draws_.request_end_stall();
    delay = until(time);
    phase = tlm::END_REQ;
    return tlm::TLM_UPDATED;
  }
  return tlm::TLM_ACCEPTED;
}

void RandomStalls::end_request() {
  tlm::tlm_generic_payload& payload = *request_;
  Picoseconds& time = transactions_[&payload].initiator_time;
  time = std::max(time, now_ps());
  request_ = nullptr;
  tlm::tlm_phase phase = tlm::END_REQ;
  sc_core::sc_time delay = until(time);
  from_initiator->nb_transport_bw(payload, phase, delay);
}

void RandomStalls::send_response() {
  const Item item = responses_.items.pop();
  tlm::tlm_generic_payload& payload = *item.payload;
  Picoseconds& time = transactions_[&payload].initiator_time;
  time = std::max(time, item.when);
  responding_ = &payload;
  if (in_begin_request_ == &payload) {
    answered_in_call_ = true;
    return;
  }
  if (request_ == &payload) request_ = nullptr;  // BEGIN_RESP says that too
  tlm::tlm_phase phase = tlm::BEGIN_RESP;
  sc_core::sc_time delay = until(time);
  const tlm::tlm_sync_enum status = from_initiator->nb_transport_bw(payload, phase, delay);
  const bool ended =
      status == tlm::TLM_COMPLETED || (status == tlm::TLM_UPDATED && phase == tlm::END_RESP);
  if (ended && responding_ == &payload) response_ended(payload, now_ps() + from_sc(delay));
}

void RandomStalls::response_ended(tlm::tlm_generic_payload& payload, Picoseconds when) {
  responding_ = nullptr;
  if (answered_ == &payload && response_end_ == ResponseEnd::kForwarded) {
    response_end_at_ = when + draws_.response_end_stall();
  }
  half_end(payload);
}

void RandomStalls::half_end(tlm::tlm_generic_payload& payload) {
  const auto entry = transactions_.find(&payload);
  if (!entry->second.half_ended) {
    entry.value().half_ended = true;
    return;
  }
  transactions_.erase(entry);
  payload.release();
}

// ---- the target's side ---------------------------------------------------------------------

void RandomStalls::send_request() {
  const Item item = requests_.items.pop();
  tlm::tlm_generic_payload& payload = *item.payload;
  Picoseconds& time = transactions_[&payload].target_time;
  time = std::max(item.when, forward_free_at_);
  forwarded_ = &payload;
  tlm::tlm_phase phase = tlm::BEGIN_REQ;
  sc_core::sc_time delay = until(time);
  const tlm::tlm_sync_enum status = to_target->nb_transport_fw(payload, phase, delay);
  const Picoseconds when = now_ps() + from_sc(delay);
  if (in_begin_request_ == &payload) target_changed_ = status != tlm::TLM_ACCEPTED;
  if (status == tlm::TLM_COMPLETED) {
    request_ended(payload, when);
    take_response(payload, when);
    half_end(payload);
  } else if (status == tlm::TLM_UPDATED) {
    request_ended(payload, when);
    if (phase != tlm::BEGIN_RESP) return;
    take_response(payload, when);
    owe_end_response(payload, draws_.response_end());
  }
}

void RandomStalls::request_ended(tlm::tlm_generic_payload& payload, Picoseconds when) {
  forwarded_ = nullptr;
  forward_free_at_ = std::max(forward_free_at_, when);
  transactions_[&payload].target_time = when;
  if (request_ == &payload && request_end_ == RequestEnd::kForwarded) {
    request_end_at_ = now_ps() + draws_.request_end_stall();
  }
}

tlm::tlm_sync_enum RandomStalls::nb_transport_bw(tlm::tlm_generic_payload& payload,
                                                 tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (phase == tlm::BEGIN_RESP) return begin_response(payload, phase, delay);
  if (phase == tlm::END_REQ && forwarded_ == &payload) {
    request_ended(payload, now_ps() + from_sc(delay));
    go_on(draws_.either());
  } else if (phase == tlm::END_REQ || phase == tlm::BEGIN_REQ || phase == tlm::END_RESP) {
    SC_REPORT_ERROR(name(), "phase out of order on the backward path");
  }
  return tlm::TLM_ACCEPTED;
}

tlm::tlm_sync_enum RandomStalls::begin_response(tlm::tlm_generic_payload& payload,
                                                tlm::tlm_phase& phase, sc_core::sc_time& delay) {
  if (answered_ != nullptr) SC_REPORT_ERROR(name(), "BEGIN_RESP before the last one's END_RESP");
  const Picoseconds when = now_ps() + from_sc(delay);
  if (forwarded_ == &payload) request_ended(payload, when);  // BEGIN_RESP says that too
  const ResponseEnd end = draws_.response_end();
  const bool ends_in_call = end == ResponseEnd::kCompleted || end == ResponseEnd::kReturned;
  in_begin_response_ = &payload;
  take_response(payload, when);
  if (!ends_in_call) owe_end_response(payload, end);
  go_on(draws_.either());
  if (ends_in_call) half_end(payload);
  in_begin_response_ = nullptr;
  wake_when_due();
  if (!ends_in_call) return tlm::TLM_ACCEPTED;
  if (end == ResponseEnd::kCompleted) return tlm::TLM_COMPLETED;
  phase = tlm::END_RESP;
  delay += to_sc(draws_.response_end_stall());
  return tlm::TLM_UPDATED;
}

void RandomStalls::take_response(tlm::tlm_generic_payload& payload, Picoseconds when) {
  transactions_[&payload].target_time = when;
  const Stall stall = draws_.response();
  if (!config_.responses || (stall.announced && arriving_.empty())) {
    responses_.hold({&payload, when, stall}, when, keeps_order());
  } else {
    arriving_.push(when, {&payload, when, stall});
  }
}

void RandomStalls::owe_end_response(tlm::tlm_generic_payload& payload, ResponseEnd end) {
  answered_ = &payload;
  response_end_ = end;
  response_end_at_ = kNever;
  if (end != ResponseEnd::kForwarded) response_end_at_ = now_ps() + draws_.response_end_stall();
}

void RandomStalls::end_response() {
  tlm::tlm_generic_payload& payload = *answered_;
  answered_ = nullptr;  // the next BEGIN_RESP may come within the call
  tlm::tlm_phase phase = tlm::END_RESP;
  sc_core::sc_time delay = until(transactions_[&payload].target_time);
  to_target->nb_transport_fw(payload, phase, delay);
  half_end(payload);
}

}  // namespace dsavp

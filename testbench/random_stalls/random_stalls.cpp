#include "testbench/random_stalls/random_stalls.h"

#include <algorithm>

namespace dsavp {

RandomStalls::RandomStalls(const sc_core::sc_module_name& name, const StallConfig& config)
    : sc_core::sc_module(name),
      from_initiator("from_initiator"),
      to_target("to_target"),
      config_(config),
      draws_(config) {
  from_initiator.bind(*static_cast<tlm::tlm_fw_transport_if<>*>(this));
  to_target.bind(*static_cast<tlm::tlm_bw_transport_if<>*>(this));
  SC_HAS_PROCESS(RandomStalls);
  SC_METHOD(work);
  sensitive << wake_;
  dont_initialize();
}

// ---- when --------------------------------------------------------------------------------

void RandomStalls::Held::hold(Item item, Picoseconds from, bool in_order) {
  item.when = from + item.stall.time;
  Picoseconds call = item.stall.announced ? now_ps() : item.when;
  if (in_order) {
    item.when = last_when = std::max(last_when, item.when);
    call = last_call = std::max(last_call, call);
  }
  items.push(call, item);
}

void RandomStalls::work() {
  go_on(true);
}

void RandomStalls::go_on(bool at_once) {
  if (going_on_) return;  // what is due now is done when this call has returned
  going_on_ = true;
  while (at_once && step()) {
  }
  going_on_ = false;
  wake_when_due();
}

// One call of what is due now, if something is.
bool RandomStalls::step() {
  const Picoseconds now = now_ps();
  if (request_due() <= now) {
    send_request();
  } else if (request_end_due() <= now) {
    end_request();
  } else if (arriving_.next_time() <= now) {
    const Item arrived = arriving_.pop();
    responses_.hold(arrived, now, keeps_order());
  } else if (response_due() <= now) {
    send_response();
  } else if (response_end_due() <= now) {
    end_response();
  } else {
    return false;
  }
  return true;
}

Picoseconds RandomStalls::request_due() const {
  return forwarded_ == nullptr ? requests_.items.next_time() : kNever;
}

Picoseconds RandomStalls::request_end_due() const {
  const bool may = request_ != nullptr && request_ != in_begin_request_ && has_room();
  return may ? request_end_at_ : kNever;
}

Picoseconds RandomStalls::response_due() const {
  return responding_ == nullptr ? responses_.items.next_time() : kNever;
}

Picoseconds RandomStalls::response_end_due() const {
  const bool may = answered_ != nullptr && answered_ != in_begin_response_;
  return may ? response_end_at_ : kNever;
}

void RandomStalls::wake_when_due() {
  notify_at(wake_, std::min({request_due(), request_end_due(), arriving_.next_time(),
                             response_due(), response_end_due()}));
}

// ---- what has no phases --------------------------------------------------------------------

void RandomStalls::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  ++begun_;
  stall_blocking(draws_.request_end_stall(), delay);
  to_target->b_transport(payload, delay);
  stall_blocking(draws_.response_end_stall(), delay);
}

void RandomStalls::stall_blocking(Picoseconds time, sc_core::sc_time& delay) {
  if (draws_.either()) {
    sc_core::wait(to_sc(time));
  } else {
    delay += to_sc(time);
  }
}

bool RandomStalls::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) {
  return to_target->get_direct_mem_ptr(payload, dmi);
}

unsigned RandomStalls::transport_dbg(tlm::tlm_generic_payload& payload) {
  return to_target->transport_dbg(payload);
}

void RandomStalls::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  from_initiator->invalidate_direct_mem_ptr(first, last);
}

}  // namespace dsavp

#include "models/hbm/hbm.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/common/attribution.h"

namespace dsavp {
namespace {

tlm::tlm_response_status check(const tlm::tlm_generic_payload& payload, Bytes capacity) {
  const Bytes length = payload.get_data_length();
  if (payload.get_address() >= capacity || length > capacity - payload.get_address()) {
    return tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (length == 0 || payload.get_streaming_width() < length) return tlm::TLM_BURST_ERROR_RESPONSE;
  if (!payload.is_read() && !payload.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  return tlm::TLM_OK_RESPONSE;
}

}  // namespace

Hbm::Hbm(const sc_core::sc_module_name& name, const HbmConfig& config, Abstraction abstraction)
    : sc_core::sc_module(name),
      port("port", *this, 0, abstraction),
      core_(config),
      loose_places_(static_cast<std::size_t>(config.queue_depth)),
      pseudo_channels_(config.organisation.pseudo_channel_count()),
      queue_depth_(config.queue_depth) {
  SC_HAS_PROCESS(Hbm);
  SC_METHOD(work);
  sensitive << wake_;
  dont_initialize();
  if (abstraction == Abstraction::kLooselyTimed) loose_core_.emplace(config);
}

bool Hbm::accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int) {
  if (inside_ == queue_depth_) {
    if (!port.holding()) activity_.hold(now_ps());
    return false;
  }
  if (port.holding()) activity_.release(now_ps());
  ++inside_;
  activity_.enter(now_ps());
  arrivals_.push(arrival, &payload);
  schedule();
  return true;
}

Picoseconds Hbm::transport(tlm::tlm_generic_payload& payload, Picoseconds arrival, int) {
  payload.set_response_status(check(payload, core_.capacity()));
  if (payload.is_response_error()) return arrival;
  const Picoseconds accepted = loose_places_.enter(arrival, [](char) {});
  const Picoseconds end = loose_core_->access(accepted, payload.get_address(),
                                              payload.get_data_length(), payload.is_write());
  loose_places_.leave_at(end, 0);
  if (content_ && carries_data(payload)) move_data(payload);
  count(payload);
  activity_.enter(arrival);
  activity_.leave(end);
  return end;
}

void Hbm::work() {
  const Picoseconds now = now_ps();
  wake_at_ = kNever;
  for (const HbmCompletion& done : core_.advance(now)) {
    finishes_.push(done.finish, static_cast<tlm::tlm_generic_payload*>(done.cookie));
  }
  while (arrivals_.next_time() <= now) {
    tlm::tlm_generic_payload& payload = *arrivals_.pop();
    const tlm::tlm_response_status status = check(payload, core_.capacity());
    payload.set_response_status(status);
    if (status == tlm::TLM_OK_RESPONSE) {
      core_.submit(now, payload.get_address(), payload.get_data_length(), payload.is_write(),
                   &payload);
    } else {
      finishes_.push(now, &payload);
    }
  }
  while (finishes_.next_time() <= now) finish(*finishes_.pop(), now);
  schedule();
}

void Hbm::finish(tlm::tlm_generic_payload& payload, Picoseconds now) {
  if (payload.is_response_ok()) {
    count(payload);
    if (content_ && carries_data(payload)) move_data(payload);
  }
  --inside_;
  activity_.leave(now);
  port.respond(payload, now);
  port.resume();
}

void Hbm::move_data(tlm::tlm_generic_payload& payload) {
  if (payload.is_write()) {
    content_->write(payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  } else {
    content_->read(payload.get_address(), payload.get_data_ptr(), payload.get_data_length());
  }
}

unsigned Hbm::debug(tlm::tlm_generic_payload& payload, int) {
  if (!content_ || check(payload, core_.capacity()) != tlm::TLM_OK_RESPONSE) return 0;
  move_data(payload);
  return payload.get_data_length();
}

void Hbm::count(const tlm::tlm_generic_payload& payload) {
  ++counters_.transactions;
  (payload.is_write() ? counters_.bytes_written : counters_.bytes_read) +=
      payload.get_data_length();
}

void Hbm::schedule() {
  const Picoseconds next =
      std::min({core_.next_event(), arrivals_.next_time(), finishes_.next_time()});
  if (next >= wake_at_) return;
  wake_at_ = next;
  notify_at(wake_, next);
}

HbmCounters Hbm::counters(Picoseconds end) {
  HbmCounters result = counters_;
  result.dram = loose_core_ ? loose_core_->counters(end) : core_.counters(end);
  result.time = activity_.at(end);
  if (end > 0) {
    result.utilisation = double(result.dram.bus_busy) / (double(end) * pseudo_channels_);
  }
  return result;
}

std::string Hbm::describe_waiting() const {
  return fmt::format("{}: {} of {} requests inside, {} of them arriving, {} at the DRAM, {} done{}",
                     name(), inside_, queue_depth_, arrivals_.size(), core_.in_flight(),
                     finishes_.size(), port.holding() ? ", another held back" : "");
}

}  // namespace dsavp

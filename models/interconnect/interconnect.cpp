#include "models/interconnect/interconnect.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {

Interconnect::Interconnect(const sc_core::sc_module_name& name, const InterconnectConfig& config,
                           AddressMap map, int initiators, int targets, Abstraction abstraction)
    : sc_core::sc_module(name),
      rate_(config.bandwidth_gbps),
      latency_(from_ns(config.latency_ns)),
      command_bytes_(config.command_bytes),
      map_(std::move(map)),
      waits_for_(initiators, -1),
      targets_(targets) {
  AtTarget& as_target = *this;  // private bases are out of make_unique's reach
  AtInitiator& as_initiator = *this;
  for (int i = 0; i < initiators; ++i) {
    initiators_.push_back(std::make_unique<AtTargetPort>(
        fmt::format("from_initiator_{}", i).c_str(), as_target, i, abstraction));
  }
  for (int i = 0; i < targets; ++i) {
    targets_[i].port =
        std::make_unique<AtInitiatorPort>(fmt::format("to_target_{}", i).c_str(), as_initiator, i);
  }
}

bool Interconnect::accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int initiator) {
  const AddressRange* range = map_.find(payload.get_address(), payload.get_data_length());
  if (range == nullptr) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    initiators_[initiator]->respond(payload, arrival + latency_);
    return true;
  }
  Target& target = targets_[range->target];
  const bool resumed = granted_ == initiator;
  granted_ = -1;  // the initiator's next request, which may come within its END_REQ, waits its turn
  if (!resumed) activity_.enter(now_ps());
  if (!target.port->request_channel_is_free() || (target.waiting > 0 && !resumed)) {
    waits_for_[initiator] = range->target;
    ++target.waiting;
    ++counters_.held_back;
    activity_.hold(now_ps());
    return false;
  }
  payload.set_address(payload.get_address() - range->base);  // targets see their own offsets
  forward(payload, arrival, initiator, range->target);
  return true;
}

void Interconnect::forward(tlm::tlm_generic_payload& payload, Picoseconds arrival, int initiator,
                           int index) {
  Target& target = targets_[index];
  const Bytes data = payload.get_data_length();
  const Bytes on_link = command_bytes_ + (payload.is_write() ? data : 0);
  target.request_link_free = std::max(arrival, target.request_link_free) + rate_.time_for(on_link);
  came_from_[&payload] = initiator;
  target.last_granted = initiator;
  ++counters_.transactions;
  counters_.bytes += data;
  target.port->send(payload, target.request_link_free + latency_);
}

void Interconnect::response(tlm::tlm_generic_payload& payload, Picoseconds when, int index) {
  const auto entry = came_from_.find(&payload);
  const int initiator = entry->second;
  came_from_.erase(entry);
  Target& target = targets_[index];
  const Bytes on_link = payload.is_read() ? payload.get_data_length() : 0;
  // A response announced ahead must not hold up those that come before it, so the link is taken to
  // be free again by its work alone.
  target.response_link_free =
      std::max(now_ps(), target.response_link_free + rate_.time_for(on_link));
  const Picoseconds delivered = std::max(when, target.response_link_free) + latency_;
  activity_.leave(delivered);
  initiators_[initiator]->respond(payload, delivered);
}

Picoseconds Interconnect::transport(tlm::tlm_generic_payload& payload, Picoseconds arrival, int) {
  const AddressRange* range = map_.find(payload.get_address(), payload.get_data_length());
  if (range == nullptr) {
    payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
    return arrival + latency_;
  }
  Target& target = targets_[range->target];
  const Bytes data = payload.get_data_length();
  const Bytes to_target = command_bytes_ + (payload.is_write() ? data : 0);
  const Picoseconds sent = target.request_link.reserve(arrival, rate_.time_for(to_target));
  ++counters_.transactions;
  counters_.bytes += data;
  payload.set_address(payload.get_address() - range->base);
  const Picoseconds answered = target.port->transport(payload, sent + latency_);
  // Data flows through while it arrives: the last of it is on the link when it has come.
  const Picoseconds on_link = rate_.time_for(payload.is_read() ? data : 0);
  const Picoseconds delivered =
      std::max(answered, target.response_link.reserve(answered - on_link, on_link)) + latency_;
  activity_.enter(arrival);
  activity_.leave(delivered);
  return delivered;
}

// Round-robin: the first initiator after the one granted last whose request waits for this target.
void Interconnect::request_channel_free(int index) {
  Target& target = targets_[index];
  const int count = static_cast<int>(initiators_.size());
  while (target.waiting > 0 && target.port->request_channel_is_free()) {
    int initiator = target.last_granted;
    do {
      initiator = (initiator + 1) % count;
    } while (waits_for_[initiator] != index);
    waits_for_[initiator] = -1;
    --target.waiting;
    activity_.release(now_ps());
    granted_ = initiator;
    initiators_[initiator]->resume();
  }
}

unsigned Interconnect::debug(tlm::tlm_generic_payload& payload, int) {
  const AddressRange* range = map_.find(payload.get_address(), payload.get_data_length());
  if (range == nullptr) return 0;
  payload.set_address(payload.get_address() - range->base);
  const unsigned bytes = (*targets_[range->target].port)->transport_dbg(payload);
  payload.set_address(payload.get_address() + range->base);
  return bytes;
}

InterconnectCounters Interconnect::counters(Picoseconds end) const {
  InterconnectCounters result = counters_;
  result.time = activity_.at(end);
  return result;
}

std::string Interconnect::describe_waiting() const {
  const auto held =
      std::count_if(waits_for_.begin(), waits_for_.end(), [](int target) { return target >= 0; });
  return fmt::format("{}: {} at targets, {} held back", name(), came_from_.size(), held);
}

}  // namespace dsavp

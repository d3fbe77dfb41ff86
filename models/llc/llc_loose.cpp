// The LLC, loosely timed: an access is carried to its end as it comes.
#include <algorithm>

#include "models/llc/llc.h"

namespace dsavp {

Picoseconds Llc::transport(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) {
  if (port == kControl) return access_register(payload, arrival);
  const Picoseconds end = loose_access(payload, arrival);
  activity_.enter(arrival);
  activity_.leave(end);
  return end;
}

Picoseconds Llc::loose_access(tlm::tlm_generic_payload& payload, Picoseconds now) {
  payload.set_response_status(check_data_access(payload));
  if (payload.is_response_error()) return now;
  if (payload.is_write()) {
    payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    return loose_memory_access(
        payload, loose_->slices.fill(payload.get_address(), payload.get_data_length(), now));
  }
  const Service service = look_up_read(payload, now);
  switch (service.kind) {
    case Service::Kind::kRefused:
      payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
      return now;
    case Service::Kind::kPage:
      return loose_page_read(payload, service, now);
    case Service::Kind::kHit:
      if (loose_->misses.find(payload.get_address(), now) == nullptr) {
        return loose_hit(payload, service.ready);
      }
      break;
    case Service::Kind::kMiss:
      break;
  }
  return loose_fetch(payload, service.ready, now);
}

Picoseconds Llc::loose_hit(tlm::tlm_generic_payload& payload, Picoseconds ready) {
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  if (copies_) answer(payload);
  return loose_->slices.read(payload.get_address(), payload.get_data_length(), ready) +
         hit_latency_;
}

// Or joins the read of the extent that is on its way.
Picoseconds Llc::loose_fetch(tlm::tlm_generic_payload& payload, Picoseconds ready,
                             Picoseconds now) {
  const Address address = payload.get_address();
  const Bytes bytes = payload.get_data_length();
  if (const LooseMiss* miss = loose_->misses.find(address, now)) {
    if (bytes <= miss->bytes) {
      ++counters_.joined;
      payload.set_response_status(miss->status);
      if (copies_) answer(payload);
      const Picoseconds read = loose_->slices.read(address, bytes, miss->arrives);
      return std::max(read, miss->filled) + fill_latency_;
    }
    ready = std::max(ready, miss->arrives);  // what comes is not all of it
  }
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  const Picoseconds arrives = loose_memory_access(payload, ready);
  const Picoseconds filled = loose_->slices.fill(address, bytes, arrives);
  loose_->misses.begin(address, {arrives, filled, bytes, payload.get_response_status()});
  return filled + fill_latency_;
}

Picoseconds Llc::loose_page_read(tlm::tlm_generic_payload& payload, const Service& service,
                                 Picoseconds now) {
  const TokenPage& page = service.page;
  const LooseMiss* miss = loose_->pages.find(page.base, now);
  const bool joins = miss != nullptr && page.bytes <= miss->bytes;
  if (joins) {
    count_joined({&payload, page, service.ready, service.fetches}, 1);
  } else if (service.fetches || miss != nullptr) {
    const Picoseconds after = miss != nullptr ? miss->arrives : 0;
    miss = &loose_page_fetch(payload, page, std::max(service.ready, after));
  } else {
    return loose_hit(payload, service.ready);
  }
  payload.set_response_status(miss->status);
  if (copies_) answer(payload);
  return loose_->slices.read(payload.get_address(), payload.get_data_length(),
                             std::max(miss->arrives, service.ready)) +
         fill_latency_;
}

const LooseMiss& Llc::loose_page_fetch(const tlm::tlm_generic_payload& wanted,
                                       const TokenPage& page, Picoseconds ready) {
  ++counters_.page_fetches;
  counters_.page_bytes += page.bytes;
  tlm::tlm_generic_payload& payload = pages_.read_of(page, wanted);
  const Picoseconds arrives = loose_memory_access(payload, ready);
  const tlm::tlm_response_status status = payload.get_response_status();
  payload.release();
  const Picoseconds filled = loose_->slices.fill(page.base, page.bytes, arrives);
  return loose_->pages.begin(page.base, {arrives, filled, page.bytes, status});
}

Picoseconds Llc::loose_memory_access(tlm::tlm_generic_payload& payload, Picoseconds ready) {
  const Address address = payload.get_address();
  const Picoseconds sent = loose_->misses.enter(ready);
  if (copies_ && payload.is_read()) ask_anew(address, payload.get_data_length());
  (payload.is_write() ? counters_.bytes_written_to_memory : counters_.bytes_read_from_memory) +=
      payload.get_data_length();
  const Picoseconds end = memory.transport(payload, sent);
  payload.set_address(address);  // whatever was between has made its own of it
  if (copies_) take_in(payload, address);
  loose_->misses.leave_at(end, address);
  counters_.most_misses_in_flight =
      std::max(counters_.most_misses_in_flight, loose_->misses.in_flight());
  return end;
}

}  // namespace dsavp

#include "models/llc/llc.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {

tlm::tlm_response_status Llc::check_data_access(const tlm::tlm_generic_payload& payload) {
  if (!payload.is_read() && !payload.is_write()) return tlm::TLM_COMMAND_ERROR_RESPONSE;
  if (payload.get_byte_enable_ptr() != nullptr) return tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
  if (payload.get_data_length() == 0 || payload.get_streaming_width() < payload.get_data_length()) {
    return tlm::TLM_BURST_ERROR_RESPONSE;
  }
  return tlm::TLM_OK_RESPONSE;
}

Llc::Llc(const sc_core::sc_module_name& name, const LlcConfig& config, Abstraction abstraction)
    : sc_core::sc_module(name),
      data("data", *this, kData, abstraction),
      control("control", *this, kControl, abstraction),
      memory("memory", *this),
      config_(config),
      hit_latency_(from_ns(config.hit_latency_ns)),
      fill_latency_(from_ns(config.fill_latency_ns)),
      register_latency_(from_ns(config.register_latency_ns)),
      lookup_latency_(from_ns(config.lookup_cycles * 1e3 / config.clock_mhz)),
      lookup_interval_(from_ns(1e3 / config.clock_mhz / config.lookups_per_cycle)),
      controller_(std::min(config.max_reserved_bytes, config.capacity_bytes)),
      ordinary_(ordinary_capacity(), config.ways),
      slices_(config.slices, config.slice_interleave_bytes, config.bandwidth_gbps),
      misses_in_flight_(config.misses_in_flight),
      misses_(config.misses_in_flight),
      pages_(this->name(), misses_in_flight_ + static_cast<std::size_t>(config.queue_depth)) {
  SC_HAS_PROCESS(Llc);
  SC_METHOD(work);
  sensitive << wake_;
  dont_initialize();
  if (abstraction == Abstraction::kApproximatelyTimed) return;
  loose_ = std::make_unique<Loose>(
      Loose{LooseSlices(config.slices, config.slice_interleave_bytes, config.bandwidth_gbps),
            LooseMisses(misses_in_flight_), LooseMisses(misses_in_flight_)});
}

bool Llc::accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) {
  if (port == kControl) {
    register_arrivals_.push(arrival, &payload);
    schedule();
    return true;
  }
  if (arrivals_.size() + waiting_.size() >= static_cast<std::size_t>(config_.queue_depth)) {
    if (!data.holding()) activity_.hold(now_ps());
    return false;
  }
  if (data.holding()) activity_.release(now_ps());
  activity_.enter(now_ps());
  arrivals_.push(arrival, &payload);
  schedule();
  return true;
}

void Llc::work() {
  const Picoseconds now = now_ps();
  wake_at_ = kNever;
  while (register_arrivals_.next_time() <= now) {
    tlm::tlm_generic_payload& access = *register_arrivals_.pop();
    control.respond(access, access_register(access, now));
  }
  while (arrivals_.next_time() <= now) {
    process(*arrivals_.pop(), now);
    data.resume();
  }
  schedule();
}

void Llc::schedule() {
  const Picoseconds next = std::min(arrivals_.next_time(), register_arrivals_.next_time());
  if (next >= wake_at_) return;
  wake_at_ = next;
  notify_at(wake_, next);
}

void Llc::process(tlm::tlm_generic_payload& payload, Picoseconds now) {
  const tlm::tlm_response_status status = check_data_access(payload);
  if (status != tlm::TLM_OK_RESPONSE) {
    payload.set_response_status(status);
    finish(payload, now);
  } else if (payload.is_write()) {
    go_to_memory(payload, slices_.fill(payload.get_address(), payload.get_data_length(), now));
  } else {
    read(payload, now);
  }
}

void Llc::read(tlm::tlm_generic_payload& payload, Picoseconds now) {
  const Service service = look_up_read(payload, now);
  switch (service.kind) {
    case Service::Kind::kRefused:
      payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
      finish(payload, now);
      return;
    case Service::Kind::kPage:
      read_of_page({&payload, service.page, service.ready, service.fetches});
      return;
    case Service::Kind::kHit:
      if (misses_.contains(payload.get_address())) break;
      serve_hit(payload, service.ready);
      return;
    case Service::Kind::kMiss:
      break;
  }
  fetch(payload, service.ready);
}

Llc::Service Llc::look_up_read(const tlm::tlm_generic_payload& payload, Picoseconds now) {
  const Address address = payload.get_address();
  const Bytes bytes = payload.get_data_length();
  const TokenLookUp token = controller_.look_up(address, bytes);
  const std::optional<bool> hit = look_up(token, address, bytes);
  if (!hit) return {};
  if (token.left > 0) pieces_.expect(address + bytes, *hit);
  const Picoseconds ready =
      token.kind == TokenLookUp::Kind::kToken ? look_up_time(token.announced, now) : now;
  if (token.page.bytes > 0) return {Service::Kind::kPage, ready, token.page, token.fetches};
  return {*hit ? Service::Kind::kHit : Service::Kind::kMiss, ready, {}, false};
}

// Whether it is a hit; nothing if there may be no such read.
std::optional<bool> Llc::look_up(const TokenLookUp& token, Address address, Bytes bytes) {
  switch (token.kind) {
    case TokenLookUp::Kind::kNotAToken:
      break;
    case TokenLookUp::Kind::kToken:
      return token.verdict == Verdict::kHit;
    case TokenLookUp::Kind::kInside:
      return pieces_.take(address);
    case TokenLookUp::Kind::kUnreserved: {
      const bool hit = ordinary_look_up(address, token.token_bytes);
      ++unreserved_lookups_;
      unreserved_hits_ += hit;
      return hit;
    }
    case TokenLookUp::Kind::kOutside:
      return ordinary_look_up(address, bytes);
  }
  return std::nullopt;
}

bool Llc::ordinary_look_up(Address address, Bytes bytes) {
  const bool hit = ordinary_.read(address, bytes);
  ++counters_.ordinary_lookups;
  counters_.ordinary_hits += hit;
  return hit;
}

Bytes Llc::ordinary_capacity() const {
  const Bytes bytes = config_.capacity_bytes - controller_.reserved_bytes();
  return static_cast<Bytes>(static_cast<double>(bytes) / config_.copies);
}

void Llc::fetch(tlm::tlm_generic_payload& payload, Picoseconds ready) {
  if (misses_.contains(payload.get_address())) {
    ++counters_.joined;
    misses_.join(payload.get_address(), &payload);
  } else {
    go_to_memory(payload, ready);
  }
}

void Llc::read_of_page(const PageFetches::Read& read) {
  if (pages_.on_its_way(read.page.base)) {
    count_joined(read, 1);
    pages_.join(read);
  } else if (read.fetches) {
    ++counters_.page_fetches;
    counters_.page_bytes += read.page.bytes;
    if (copies_) ask_anew(read.page.base, read.page.bytes);
    waiting_.push({&pages_.begin(read), read.ready, true});
    issue_waiting();
  } else {
    serve_hit(*read.payload, read.ready);
  }
}

void Llc::count_joined(const PageFetches::Read& read, int sign) {
  counters_.joined += sign;
  if (!read.fetches) return;
  counters_.joined_page_fetches += sign;
  counters_.joined_page_bytes += sign > 0 ? read.page.bytes : -read.page.bytes;
}

Picoseconds Llc::look_up_time(bool announced, Picoseconds now) {
  if (announced) {
    announced_slot_ += lookup_interval_;
    return std::max(now, announced_slot_ + lookup_latency_);
  }
  lookup_free_ = std::max(now, lookup_free_) + lookup_interval_;
  return lookup_free_ + lookup_latency_;
}

void Llc::serve_hit(tlm::tlm_generic_payload& payload, Picoseconds ready) {
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  if (copies_) answer(payload);
  finish(payload,
         slices_.read(payload.get_address(), payload.get_data_length(), ready) + hit_latency_);
}

// A read is on its way from here on, even if it still has to wait for a place.
void Llc::go_to_memory(tlm::tlm_generic_payload& payload, Picoseconds ready) {
  if (payload.is_read()) {
    misses_.begin(payload.get_address());
    if (copies_) ask_anew(payload.get_address(), payload.get_data_length());
  }
  waiting_.push({&payload, ready, false});
  issue_waiting();
}

void Llc::issue_waiting() {
  while (!waiting_.empty() && at_memory_.size() < misses_in_flight_) {
    const Waiting next = waiting_.pop();
    tlm::tlm_generic_payload& payload = *next.payload;
    (payload.is_write() ? counters_.bytes_written_to_memory : counters_.bytes_read_from_memory) +=
        payload.get_data_length();
    at_memory_[&payload] = {payload.get_address(), next.is_page};
    counters_.most_misses_in_flight = std::max(counters_.most_misses_in_flight, at_memory_.size());
    memory.send(payload, next.ready);
  }
  if (waiting_.empty() == held_by_memory_) {
    held_by_memory_ = !held_by_memory_;
    held_by_memory_ ? activity_.hold(now_ps()) : activity_.release(now_ps());
  }
}

void Llc::response(tlm::tlm_generic_payload& payload, Picoseconds when, int) {
  const auto entry = at_memory_.find(&payload);
  const AtMemory sent = entry->second;
  at_memory_.erase(entry);
  if (copies_) take_in(payload, sent.address);
  if (payload.is_write()) {
    finish(payload, when);
  } else if (sent.is_page) {
    page_arrived(payload, sent.address, when);
  } else {
    extent_arrived(payload, sent.address, when);
  }
  issue_waiting();
  data.resume();
}

void Llc::extent_arrived(tlm::tlm_generic_payload& payload, Address address, Picoseconds when) {
  const Bytes bytes = payload.get_data_length();
  const tlm::tlm_response_status status = payload.get_response_status();
  const Picoseconds filled = slices_.fill(address, bytes, when);
  misses_.end(address, [&](tlm::tlm_generic_payload* joined) {
    if (joined->get_data_length() > bytes) {  // what came is not all of it
      --counters_.joined;
      fetch(*joined, when);
      return;
    }
    joined->set_response_status(status);
    if (copies_) answer(*joined);
    // Each slice reads on when its own part is filled, without waiting for the others'.
    const Picoseconds read = slices_.read(address, joined->get_data_length(), when);
    finish(*joined, std::max(read, filled) + fill_latency_);
  });
  finish(payload, filled + fill_latency_);
}

void Llc::page_arrived(tlm::tlm_generic_payload& payload, Address base, Picoseconds when) {
  const Bytes bytes = payload.get_data_length();
  const tlm::tlm_response_status status = payload.get_response_status();
  payload.release();
  slices_.fill(base, bytes, when);
  pages_.end(base, [&](const PageFetches::Read& read) {
    if (read.page.bytes > bytes) {  // software has made pages larger meanwhile
      count_joined(read, -1);
      read_of_page({read.payload, read.page, std::max(when, read.ready), read.fetches});
      return;
    }
    tlm::tlm_generic_payload& of_token = *read.payload;
    of_token.set_response_status(status);
    if (copies_) answer(of_token);
    // A slice reads on when its part of the page is filled.
    finish(of_token, slices_.read(of_token.get_address(), of_token.get_data_length(),
                                  std::max(when, read.ready)) +
                         fill_latency_);
  });
}

void Llc::finish(tlm::tlm_generic_payload& payload, Picoseconds when) {
  activity_.leave(when);
  data.respond(payload, when);
}

LlcCounters Llc::counters(Picoseconds end) const {
  LlcCounters result = counters_;
  result.tokens = token_counters();
  result.most_page_payloads = pages_.most_in_use();
  result.time = activity_.at(end);
  return result;
}

DirectoryCounters Llc::token_counters() const {
  DirectoryCounters sum = controller_.counters();
  sum.lookups += unreserved_lookups_;
  sum.hits += unreserved_hits_;
  for (std::int64_t* misses : {&sum.misses, &sum.fetches, &sum.fetched_tokens, &sum.used_tokens}) {
    *misses += unreserved_lookups_ - unreserved_hits_;
  }
  return sum;
}

std::string Llc::describe_waiting() const {
  return fmt::format(
      "{}: {} arriving, {} waiting for memory, {} of {} misses at memory, {} register accesses{}",
      name(), arrivals_.size(), waiting_.size(), at_memory_.size(), misses_in_flight_,
      register_arrivals_.size(), data.holding() ? ", one held back" : "");
}

}  // namespace dsavp

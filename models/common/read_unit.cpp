#include "models/common/read_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {

ReadUnit::ReadUnit(const sc_core::sc_module_name& name, PayloadPool& pool, RunStatus& status)
    : sc_core::sc_module(name), port("port", *this), pool_(pool), status_(status) {
  SC_HAS_PROCESS(ReadUnit);
  SC_METHOD(work);
  sensitive << wake_;
  dont_initialize();
}

void ReadUnit::start_job(const ReadPacing& pacing, int layer) {
  const Picoseconds now = now_ps();
  pacing_ = pacing;
  layer_ = layer;
  active_ = true;
  exhausted_ = false;
  started_ = last_data_ = now;
  next_issue_ = compute_free_ = now + pacing.dispatch;
  busy_ += pacing.dispatch;
  issue(now);
  end_if_done(now);
}

void ReadUnit::issue(Picoseconds now) {
  Read read;
  while (!exhausted_ && in_flight_ < pacing_.in_flight) {
    if (!next_read(read)) {
      exhausted_ = true;
      break;
    }
    const Picoseconds turn = std::max(now, next_issue_);
    const Picoseconds when = turn + pacing_.lead;
    next_issue_ = turn + pacing_.issue_interval;
    Attribution by;
    by.owner = name();
    by.layer = layer_;
    by.request = read.request;
    by.sent_at = when;
    ++in_flight_;
    bytes_ += read.bytes;
    port.send(pool_.acquire(tlm::TLM_READ_COMMAND, read.address, read.bytes, by), when);
  }
}

void ReadUnit::response(tlm::tlm_generic_payload& payload, Picoseconds when, int) {
  arrivals_.push(when, &payload);
  if (when < wake_at_) {
    wake_at_ = when;
    notify_at(wake_, when);
  }
}

void ReadUnit::work() {
  const Picoseconds now = now_ps();
  wake_at_ = kNever;
  while (arrivals_.next_time() <= now) take(*arrivals_.pop(), now);
  issue(now);
  end_if_done(now);
  if (arrivals_.next_time() < wake_at_) {
    wake_at_ = arrivals_.next_time();
    notify_at(wake_, wake_at_);
  }
}

void ReadUnit::take(tlm::tlm_generic_payload& payload, Picoseconds now) {
  const Attribution& by = *payload.get_extension<Attribution>();
  if (payload.is_response_error()) {
    status_.fail(
        fmt::format("{}: read of {} B at {:#x} (layer {}, request {}) was answered with {}", name(),
                    payload.get_data_length(), by.address, by.layer, by.request,
                    payload.get_response_string()));
  }
  latency_.record(now - by.sent_at);
  last_data_ = now;
  const Picoseconds compute = compute_time(payload.get_data_length());
  compute_free_ = std::max(compute_free_, now) + compute;
  busy_ += compute;
  --in_flight_;
  payload.release();
}

void ReadUnit::end_if_done(Picoseconds now) {
  if (!active_ || !exhausted_ || in_flight_ > 0) return;
  active_ = false;
  busy_ += pacing_.tail;
  ended_ = std::max(now, compute_free_) + pacing_.tail;
  active_time_ += ended_ - started_;
  done_.notify(until(ended_));
}

ActivityTime ReadUnit::time(Picoseconds end) const {
  ActivityTime result;
  const Picoseconds active = active_time_ + (active_ ? end - started_ : 0);
  result.busy = busy_;
  result.stalled = active - busy_;
  result.idle = end - active;
  return result;
}

}  // namespace dsavp

#include "models/common/read_unit.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {
namespace {

// The quantum keeper's own question, asked once a quantum instead of at every read.
Picoseconds time_to_sync() {
  return from_sc(tlm::tlm_global_quantum::instance().compute_local_quantum());
}

}  // namespace

ReadUnit::ReadUnit(const sc_core::sc_module_name& name, PayloadPool& pool, RunStatus& status,
                   Abstraction abstraction)
    : sc_core::sc_module(name),
      port("port", *this),
      pool_(pool),
      status_(status),
      loosely_timed_(abstraction == Abstraction::kLooselyTimed) {
  SC_HAS_PROCESS(ReadUnit);
  if (loosely_timed_) {
    SC_THREAD(run_ahead);
    return;
  }
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
  in_turn_ = 0;
  started_ = last_data_ = now;
  next_issue_ = compute_free_ = now + pacing.dispatch;
  busy_ += pacing.dispatch;
  loosely_timed_ ? begin_.notify() : begin_job(now);
}

void ReadUnit::begin_job(Picoseconds now) {
  local_time_ = now;
  issue(now);
  end_if_done(now);
}

void ReadUnit::run_ahead() {
  for (;;) {
    wait(begin_);
    quantum_keeper_.reset();
    Picoseconds quantum_end = now_ps() + time_to_sync();
    begin_job(now_ps());
    while (active_ && !status_.failed()) {
      const Picoseconds now = std::max(now_ps(), next_loose_time());
      if (now >= quantum_end) {
        quantum_keeper_.set(until(now));
        quantum_keeper_.sync();
        quantum_end = now_ps() + time_to_sync();
      }
      work_loosely_at(now);
    }
  }
}

Picoseconds ReadUnit::next_loose_time() const {
  const Picoseconds departure = loose_departures_.empty() ? kNever : loose_departures_.front().when;
  return std::min(loose_arrivals_.next_time(), departure);
}

void ReadUnit::work_loosely_at(Picoseconds now) {
  local_time_ = now;
  while (!loose_departures_.empty() && loose_departures_.front().when <= now) {
    transact_loosely(loose_departures_.pop().piece, now);
  }
  while (loose_arrivals_.next_time() <= now) {
    const std::uint32_t place = loose_arrivals_.pop();
    loose_free_.push_back(place);
    arrived(Piece(loose_pieces_[place]), now);
  }
  issue(now);
  end_if_done(now);
}

void ReadUnit::transact_loosely(const Piece& piece, Picoseconds when) {
  tlm::tlm_generic_payload& payload = payload_of(piece, when);
  const Picoseconds end = port.transport(payload, when);
  check_response(payload, *payload.get_extension<Attribution>());
  payload.release();
  if (loose_free_.empty()) {
    loose_free_.push_back(static_cast<std::uint32_t>(loose_pieces_.size()));
    loose_pieces_.emplace_back();
  }
  const std::uint32_t place = loose_free_.back();
  loose_free_.pop_back();
  loose_pieces_[place] = piece;
  loose_arrivals_.push(end, place);
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
    if (++in_turn_ == pacing_.reads_per_turn) {
      in_turn_ = 0;
      next_issue_ = turn + pacing_.issue_interval;
    }
    ++in_flight_;
    bytes_ += read.bytes;
    send(read, 0, when, when);
  }
}

// What comes after the first `done` bytes of a read.
void ReadUnit::send(const Read& whole, Bytes done, Picoseconds when, Picoseconds first_at) {
  const Bytes left = whole.bytes - done;
  const Bytes bytes = pacing_.piece_bytes > 0 ? std::min(pacing_.piece_bytes, left) : left;
  const Piece piece{whole, done, bytes, first_at};
  const bool now = when <= local_time_;
  if (loosely_timed_) {
    now ? transact_loosely(piece, when) : loose_departures_.push({when, piece});
    return;
  }
  tlm::tlm_generic_payload& payload = payload_of(piece, first_at);
  if (now) {
    port.send(payload, when);
    return;
  }
  // Kept until then: the port sends in order, and a piece that is ready earlier may come up.
  departures_.push(when, &payload);
  wake_by(when);
}

tlm::tlm_generic_payload& ReadUnit::payload_of(const Piece& piece, Picoseconds sent_at) {
  Attribution by;
  by.owner = name();
  by.layer = layer_;
  by.request = piece.whole.request;
  by.sent_at = sent_at;
  by.whole_base = piece.whole.address;
  by.whole_bytes = piece.whole.bytes;
  const Address address = piece.whole.address + piece.done;
  return data_ == nullptr
             ? pool_.acquire(tlm::TLM_READ_COMMAND, address, piece.bytes, by)
             : pool_.acquire_with_data(tlm::TLM_READ_COMMAND, address, piece.bytes, by);
}

void ReadUnit::response(tlm::tlm_generic_payload& payload, Picoseconds when, int) {
  arrivals_.push(when, &payload);
  wake_by(when);
}

void ReadUnit::wake_by(Picoseconds when) {
  if (when >= wake_at_) return;
  wake_at_ = when;
  notify_at(wake_, when);
}

void ReadUnit::work() {
  wake_at_ = kNever;
  work_at(now_ps());
  wake_by(std::min(arrivals_.next_time(), departures_.next_time()));
}

void ReadUnit::work_at(Picoseconds now) {
  local_time_ = now;
  while (departures_.next_time() <= now) port.send(*departures_.pop(), now);
  while (arrivals_.next_time() <= now) take(*arrivals_.pop(), now);
  issue(now);
  end_if_done(now);
}

void ReadUnit::take(tlm::tlm_generic_payload& payload, Picoseconds now) {
  const Attribution& by = *payload.get_extension<Attribution>();
  check_response(payload, by);
  arrived({{by.whole_base, by.whole_bytes, by.request},
           by.address - by.whole_base,
           payload.get_data_length(),
           by.sent_at},
          now);
  payload.release();
}

void ReadUnit::check_response(const tlm::tlm_generic_payload& payload, const Attribution& by) {
  if (payload.is_response_error()) {
    status_.fail(
        fmt::format("{}: read of {} B at {:#x} (layer {}, request {}) was answered with {}", name(),
                    payload.get_data_length(), by.address, by.layer, by.request,
                    payload.get_response_string()));
  } else if (data_ != nullptr) {
    check(payload, by);
  }
}

void ReadUnit::arrived(const Piece& piece, Picoseconds now) {
  last_data_ = now;
  const Bytes done = piece.done + piece.bytes;
  if (done < piece.whole.bytes) {
    send(piece.whole, done, now, piece.first_at);
    return;
  }
  latency_.record(now - piece.first_at);
  const Picoseconds compute = compute_time(piece.whole.bytes);
  compute_free_ = std::max(compute_free_, now) + compute;
  busy_ += compute;
  --in_flight_;
}

void ReadUnit::check(const tlm::tlm_generic_payload& payload, const Attribution& by) {
  const Bytes bytes = payload.get_data_length();
  const std::string fault =
      data_->fault_of(by.whole_base, by.address, bytes, payload.get_data_ptr());
  if (!fault.empty()) {
    status_.fail(fmt::format("{}: wrong data in layer {}, request {}: {}", name(), by.layer,
                             by.request, fault));
  } else if (by.address + bytes == by.whole_base + by.whole_bytes) {
    data_->count_verified();
  }
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

std::string ReadUnit::describe_waiting() const {
  if (!active_) return fmt::format("{}: no job", name());
  return fmt::format("{}: {} reads outstanding, {} to be sent, {} arriving{}", name(), in_flight_,
                     departures_.size() + loose_departures_.size(),
                     arrivals_.size() + loose_arrivals_.size(), exhausted_ ? "" : ", more to come");
}

}  // namespace dsavp

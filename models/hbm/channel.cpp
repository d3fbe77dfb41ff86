#include "models/hbm/channel.h"

#include <algorithm>

namespace dsavp {

Channel::Channel(int index, const HbmConfig& config, const DramClock& clock,
                 const AddressMapping& mapping, const std::vector<Clocks>& first_refresh,
                 Picoseconds return_time)
    : index_(index),
      clock_(clock),
      per_bank_refresh_(config.refresh == RefreshPolicy::kPerBank),
      runs_fit_(clock.ccd_s == config.organisation.pseudo_channels &&
                clock.ccd_l % clock.ccd_s == 0 && (clock.ccd_s & (clock.ccd_s - 1)) == 0),
      window_(config.scheduler_window),
      least_part_(std::max(1, config.scheduler_window / kParts)),
      return_time_(return_time),
      column_lookahead_(clock.time(std::min(clock.cl, clock.cwl) + clock.burst) + return_time),
      activate_to_column_(std::min(clock.rcd_rd, clock.rcd_wr)) {
  lanes_.reserve(first_refresh.size());
  for (std::size_t i = 0; i < first_refresh.size(); ++i) {
    const int pseudo_channel = index * config.organisation.pseudo_channels + static_cast<int>(i);
    lanes_.emplace_back(pseudo_channel, config, clock, mapping, first_refresh[i]);
  }
}

void Channel::push(int pseudo_channel, const RowSegment& segment) {
  next_event_ = std::min(next_event_, clock_.time(segment.arrival) + column_lookahead_);
  waiting_.push({segment, static_cast<std::size_t>(pseudo_channel)});
}

void Channel::push(int pseudo_channel, const StreamPart& stream) {
  decide(stream.arrival - 1);
  Lane& lane = lanes_[static_cast<std::size_t>(pseudo_channel)];
  if (lane.idle()) lane.dram.refresh_idle(stream.arrival);
  lane.stream.push(stream);
  tend_stream(lane, stream.arrival);
  plan(lane);
  find_next_event();
}

void Channel::advance(Picoseconds now, std::vector<Served>& served) {
  decide(clock_.edge_before(now));
  served.insert(served.end(), served_.begin(), served_.end());
  served_.clear();
  find_next_event();
}

void Channel::decide(Clocks now) {
  for (Step step = next_step(); step.time <= now; step = next_step()) carry_out(step, now);
}

// For a part of the next that waits that is worth an entry of its own.
bool Channel::has_room() const {
  if (waiting_.empty()) return false;
  return window_ - in_window_ >= std::min(waiting_.front().segment.bursts, least_part_);
}

// At one time refreshes and arrivals go before commands, and of commands that wait for one bus the
// older.
Channel::Step Channel::next_step() const {
  Step best;
  if (has_room()) best = {admission_time(), 0, Action::kAdmit, 0};
  const auto offer = [&best](const Step& step, Clocks time, std::size_t lane) {
    if (time < best.time || (time == best.time && step.age < best.age)) {
      best = {time, step.age, step.action, lane};
    }
  };
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const Lane& lane = lanes_[i];
    if (lane.next.action == Action::kColumn) {
      offer(lane.next, free_column(i, lane.next.time), i);
    } else if (lane.next.action != Action::kNone) {
      offer(lane.next, lane.next.time, i);
    }
    if (lane.row.action == Action::kRow) {
      offer(lane.row, std::max(lane.row.time, row_bus_free_), i);
    }
  }
  return best;
}

// A lane's next row command, and the earlier of its next column command and whatever else it does.
// Once a refresh is due no row is opened any more, and it waits for those that were just opened.
void Channel::plan(Lane& lane) {
  lane.next = lane.row = Step{};
  if (lane.idle()) return;
  const Clocks refresh = lane.dram.refresh_time();
  const PseudoChannel::Plan& row = lane.dram.row_plan();
  if (lane.stream.serving()) {
    lane.next = {lane.stream.piece_end(), 0, Action::kEndPiece, 0};
    return;
  }
  if (row.time < refresh) lane.row = {row.time, row.age, Action::kRow, 0};
  const PseudoChannel::Plan& column = lane.dram.column_plan();
  if (column.time < refresh || (refresh != kNeverClocks && lane.dram.drain())) {
    lane.next = {column.time, column.age, Action::kColumn, 0};
  } else if (refresh != kNeverClocks) {
    lane.next = {refresh, 0, Action::kRefresh, 0};
  }
}

// A column command holds its bus for a clock. Runs of them leave room for those of the other
// pseudo-channels between.
Clocks Channel::free_column(std::size_t index, Clocks time) const {
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    const Lane& other = lanes_[i];
    if (i == index || time > other.run_end || time < other.run_start) continue;
    const bool taken =
        runs_fit_ ? ((time - other.run_start) & (clock_.ccd_s - 1)) == 0 : time == other.run_end;
    time += taken;
  }
  return time;
}

void Channel::carry_out(const Step& step, Clocks now) {
  Lane& lane = lanes_[step.lane];
  switch (step.action) {
    case Action::kAdmit:
      do {
        admit(step.time);
      } while (has_room() && admission_time() <= step.time);
      return;
    case Action::kRow:
      row_bus_free_ = step.time + lane.dram.activate(step.time);
      plan(lane);
      return;
    case Action::kRefresh:
      lane.dram.refresh();
      break;
    case Action::kEndPiece:
      served_.push_back(lane.stream.finish(lane.dram));
      break;
    case Action::kColumn:
      if (step.time > lane.dram.column_plan().time) {
        lane.dram.plan_column(step.time);
        if (lane.dram.column_plan().time != step.time) break;
      }
      serve(lane, step.time, now);
      break;
    case Action::kNone:
      return;
  }
  tend_stream(lane, step.time);
  plan(lane);
}

// As much of the next that waits as there is room for.
void Channel::admit(Clocks now) {
  const std::size_t index = waiting_.front().lane;
  RowSegment part = waiting_.front().segment;
  part.bursts = std::min(part.bursts, window_ - in_window_);
  waiting_.front().segment.bursts -= part.bursts;
  if (waiting_.front().segment.bursts == 0) waiting_.pop();
  Lane& lane = lanes_[index];
  in_window_ += part.bursts;
  if (lane.idle()) lane.dram.refresh_idle(now);
  lane.dram.add(part, next_age_++, now);
  if (lane.stream.serving()) lane.stream.cut(now);
  tend_stream(lane, now);
  plan(lane);
}

// What has not been looked at yet can have no column command before its activate allows it.
void Channel::serve(Lane& lane, Clocks time, Clocks now) {
  const Clocks next_arrival = waiting_.empty() ? now : waiting_.front().segment.arrival;
  const Clocks until = std::max(time, next_arrival) + activate_to_column_;
  int leave_window = 0;
  const Clocks last = lane.dram.serve(time, until, runs_fit_, served_, leave_window);
  lane.run_start = time;
  lane.run_end = last;
  in_window_ -= leave_window;
  room_since_ = last;
}

void Channel::tend_stream(Lane& lane, Clocks now) {
  if (lane.stream.serving()) return;
  while (lane.dram.segments() > lane.dram.stream_segments() &&
         lane.dram.stream_segments() < kStreamRowsAhead && !lane.stream.empty()) {
    lane.dram.add(lane.stream.take_row(), next_age_++, now);
  }
  if (lane.dram.segments() > 0 || lane.stream.empty()) return;
  lane.dram.refresh_idle(now);  // what the piece before put off
  lane.stream.start(lane.dram, now);
}

void Channel::find_next_event() {
  Clocks next = has_room() ? admission_time() : kNeverClocks;
  for (const Lane& lane : lanes_) {
    const bool serving = lane.next.action == Action::kEndPiece;
    next = std::min(next, serving ? lane.stream.last_column() : lane.next.time);
    if (lane.row.action == Action::kNone) continue;
    next = std::min(next, std::max(lane.row.time, row_bus_free_) + activate_to_column_);
  }
  next_event_ = next == kNeverClocks ? kNever : clock_.time(next) + column_lookahead_;
  for (const Served& served : served_) {
    next_event_ = std::min(next_event_, served.finish + return_time_);
  }
}

void Channel::settle(Picoseconds end) {
  decide(clock_.edge_before(end));
  find_next_event();
  for (Lane& lane : lanes_) {
    if (lane.idle()) lane.dram.refresh_idle(clock_.edge_before(end));
  }
}

void Channel::observe(BankObserver* observer) {
  int pseudo_channel = index_ * static_cast<int>(lanes_.size());
  for (Lane& lane : lanes_) {
    lane.teller.reset();
    if (observer != nullptr) {
      lane.teller = std::make_unique<BankTeller>(*observer, pseudo_channel, clock_.period);
    }
    lane.dram.tell(lane.teller.get());
    ++pseudo_channel;
  }
}

// What is decided from here on happens at the next step's time or later, and at what arrives from
// `now` on. Two things are older when they are decided: what follows a stream's piece, which ends
// behind its last column command, and refreshes that a piece puts off: those of single banks while
// it lasts, and any before it begins, until when it may be called off. What an idle lane does need
// not wait for its next request.
Picoseconds Channel::tell_until(Picoseconds now) {
  const Clocks decided = std::min(clock_.edge_before(now), next_step().time);
  Clocks until = decided;
  for (const Lane& lane : lanes_) {
    if (!lane.stream.serving()) continue;
    until = std::min(until, lane.stream.nothing_follows_before(decided));
    if (per_bank_refresh_ || !lane.stream.begins_before(decided))
      until = std::min(until, lane.dram.refresh_time());
  }
  for (Lane& lane : lanes_) {
    if (lane.idle()) lane.dram.tell_refreshes(until);
    lane.stream.tell_begin(lane.dram, until);
    lane.dram.tell_precharges(until);
  }
  return clock_.time(until);
}

DramCounters Channel::counters() const {
  DramCounters sum;
  for (const Lane& lane : lanes_) {
    const DramCounters& c = lane.dram.counters();
    sum.row_hits += c.row_hits;
    sum.row_misses += c.row_misses;
    sum.refreshes += c.refreshes;
    sum.bus_busy += c.bus_busy;
  }
  return sum;
}

}  // namespace dsavp

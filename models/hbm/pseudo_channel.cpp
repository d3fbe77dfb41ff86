#include "models/hbm/pseudo_channel.h"

#include <algorithm>

namespace dsavp {
namespace {

constexpr Picoseconds kLongAgo = -1'000'000'000'000;

// A row of a stream costs its bursts, or an activation if that takes longer. Within one bank group
// bursts go at tCCD_L; where consecutive rows change the group, two rows overlap and fill the bus.
Picoseconds stream_burst_time(const DramOrganisation& organisation, const DramClock& clock,
                              const AddressMapping& mapping) {
  const Picoseconds column = mapping.stream_rotates_groups() ? clock.ccd_s : clock.ccd_l;
  const Picoseconds activation = std::max(clock.rrd_s, (clock.faw + 3) / 4);
  return std::max(column, (activation + organisation.columns() - 1) / organisation.columns());
}

}  // namespace

PseudoChannel::PseudoChannel(int index, const DramOrganisation& organisation,
                             const DramClock& clock, const AddressMapping& mapping, int window,
                             Picoseconds first_refresh)
    : index_(index),
      organisation_(organisation),
      clock_(clock),
      mapping_(mapping),
      window_size_(window),
      stream_burst_(stream_burst_time(organisation, clock, mapping)),
      row_bursts_(organisation.columns()),
      banks_(organisation.banks_per_pseudo_channel()),
      groups_(organisation.groups_per_pseudo_channel()),
      activates_(organisation.stack_ids),
      next_refresh_(first_refresh) {
  for (ActivateWindow& window_of_four : activates_) window_of_four.times.fill(kLongAgo);
  window_.reserve(window_size_ + kStreamRowsAhead);
}

void PseudoChannel::push(const RowSegment& segment, Picoseconds now) {
  if (window_.size() >= window_size_) {
    backlog_.push(segment);
    return;
  }
  window_.push_back(segment);
  if (serving_stream_) {
    cut_stream(now);
  } else if (window_.size() == 1 || chosen_plan_.column == kNever) {
    choose(now);
  } else if (window_.front().skips < kMaxSkips) {
    const Plan candidate = plan(window_.back());
    if (candidate.column < chosen_plan_.column) {
      chosen_ = window_.size() - 1;
      chosen_plan_ = candidate;
      next_event_ = std::max(now, candidate.column);
    }
  }
}

void PseudoChannel::push(const StreamPart& stream, Picoseconds now) {
  streams_.push(stream);
  if (!serving_stream_ && window_.empty()) choose(now);
}

void PseudoChannel::advance(std::vector<Served>& served) {
  const Picoseconds now = next_event_;
  if (serving_stream_) {
    finish_stream_piece(served);
  } else {
    commit_segment(served);
  }
  refill_window(now);
  choose(now);
}

void PseudoChannel::choose(Picoseconds now) {
  if (serving_stream_) return;
  refresh_due_by(std::max(now, bus_next_));
  feed_stream_rows();
  if (!window_.empty()) {
    scan_window();
    if (chosen_plan_.column >= next_refresh_) {
      refresh();
      scan_window();
    }
    next_event_ = std::max(now, chosen_plan_.column);
  } else if (!streams_.empty()) {
    start_stream(now);
  } else {
    next_event_ = kNever;
  }
}

void PseudoChannel::scan_window() {
  chosen_ = 0;
  chosen_plan_ = plan(window_[0]);
  if (window_[0].skips >= kMaxSkips) return;
  for (std::size_t i = 1; i < window_.size() && chosen_plan_.column > bus_next_; ++i) {
    const Plan candidate = plan(window_[i]);
    if (candidate.column < chosen_plan_.column) {
      chosen_ = i;
      chosen_plan_ = candidate;
    }
  }
}

PseudoChannel::Plan PseudoChannel::plan(const RowSegment& segment) const {
  const Bank& bank = banks_[segment.bank];
  const int group_index = segment.bank / organisation_.banks;
  const Group& group = groups_[group_index];
  Plan result;
  Picoseconds ready;
  if (is_open(bank) && bank.open_row == segment.row) {
    ready = std::max(segment.arrival, bank.next_column);
  } else {
    const ActivateWindow& window = activates_[group_index / organisation_.bank_groups];
    const Picoseconds start = std::max(segment.arrival, banks_ready_);
    Picoseconds activate = is_open(bank) ? std::max(start, bank.next_precharge) + clock_.rp
                                         : std::max(start, bank.next_activate);
    activate = std::max({activate, window.next_activate, window.times[window.oldest] + clock_.faw,
                         group.next_activate});
    result.activate = activate;
    ready = activate + (segment.write ? clock_.rcd_wr : clock_.rcd_rd);
  }
  result.column = std::max({ready, group.next_column, bus_ready(segment.write)});
  return result;
}

Picoseconds PseudoChannel::bus_ready(bool write) const {
  return write == last_was_write_ ? bus_next_ : std::max(bus_next_, turnaround_);
}

void PseudoChannel::commit_segment(std::vector<Served>& served) {
  const RowSegment segment = window_[chosen_];
  Plan when = chosen_plan_;
  when.column = next_event_;
  occupy(segment, when);
  served.push_back(
      {segment.request, segment.bursts,
       when.column + (segment.bursts - 1) * clock_.ccd_l + column_to_end(segment.write)});
  if (segment.of_stream) --stream_rows_waiting_;
  if (chosen_ != 0) ++window_[0].skips;
  window_.erase(window_.begin() + static_cast<std::ptrdiff_t>(chosen_));
  chosen_plan_.column = kNever;
}

void PseudoChannel::occupy(const RowSegment& segment, const Plan& when) {
  Bank& bank = banks_[segment.bank];
  Group& group = groups_[segment.bank / organisation_.banks];
  const Picoseconds last_column = when.column + (segment.bursts - 1) * clock_.ccd_l;
  counters_.row_hits += segment.bursts;
  if (when.activate >= 0) {
    open_row(segment, when.activate);
    --counters_.row_hits;
    ++counters_.row_misses;
  }
  bank.next_column = group.next_column = last_column + clock_.ccd_l;
  const Picoseconds recovery = segment.write ? clock_.cwl + clock_.burst + clock_.wr : clock_.rtp;
  bank.next_precharge = std::max(bank.next_precharge, last_column + recovery);
  bank.next_activate = std::max(bank.next_activate, bank.next_precharge + clock_.rp);
  take_bus(when.column, last_column, segment.bursts, segment.write);
}

void PseudoChannel::open_row(const RowSegment& segment, Picoseconds activate) {
  Bank& bank = banks_[segment.bank];
  const int group_index = segment.bank / organisation_.banks;
  bank.open_row = segment.row;
  bank.epoch = epoch_;
  bank.next_precharge = activate + clock_.ras;
  bank.next_activate = activate + clock_.ras + clock_.rp;
  groups_[group_index].next_activate = activate + clock_.rrd_l;
  ActivateWindow& window = activates_[group_index / organisation_.bank_groups];
  window.times[window.oldest] = activate;
  window.oldest = (window.oldest + 1) & 3;
  window.next_activate = activate + clock_.rrd_s;
}

void PseudoChannel::take_bus(Picoseconds first_column, Picoseconds last_column, std::int64_t bursts,
                             bool write) {
  bus_next_ = first_column + bursts * clock_.ccd_s;
  counters_.bus_busy += bursts * clock_.ccd_s;
  columns_end_ = std::max(columns_end_, last_column + clock_.ccd_s);
  last_was_write_ = write;
  // A longer segment chosen before may still go on beside this one.
  turnaround_ = std::max(
      turnaround_, last_column + (write ? clock_.cwl + clock_.burst + clock_.wtr : clock_.rtw));
}

void PseudoChannel::refill_window(Picoseconds now) {
  while (!backlog_.empty() && window_.size() < window_size_) {
    RowSegment segment = backlog_.pop();
    segment.arrival = std::max(segment.arrival, now);  // unseen by the scheduler until now
    window_.push_back(segment);
  }
}

// The rows of a stream join the window only beside other work; once that is done the stream is
// served whole again.
void PseudoChannel::feed_stream_rows() {
  const bool others_wait = window_.size() > static_cast<std::size_t>(stream_rows_waiting_);
  while (others_wait && stream_rows_waiting_ < kStreamRowsAhead && !streams_.empty()) {
    window_.push_back(next_stream_row());
    ++stream_rows_waiting_;
  }
}

RowSegment PseudoChannel::stream_head(Picoseconds arrival) const {
  const StreamPart& stream = streams_.front();
  const DramPlace place = mapping_.decode_local(index_, stream.local_offset);
  const Bytes run = mapping_.local_run_bytes();
  const Bytes left = run - stream.local_offset % run;
  RowSegment segment;
  segment.arrival = arrival;
  segment.request = stream.request;
  segment.bank = place.bank;
  segment.row = place.row;
  segment.bursts = static_cast<int>(std::min<std::int64_t>(
      stream.bursts, static_cast<std::int64_t>(left / Bytes(organisation_.access_bytes))));
  segment.write = stream.write;
  segment.of_stream = true;
  return segment;
}

RowSegment PseudoChannel::next_stream_row() {
  const RowSegment segment = stream_head(streams_.front().arrival);
  StreamPart& stream = streams_.front();
  stream.local_offset += Bytes(segment.bursts) * Bytes(organisation_.access_bytes);
  stream.bursts -= segment.bursts;
  if (stream.bursts == 0) streams_.pop();
  return segment;
}

void PseudoChannel::start_stream(Picoseconds now) {
  const StreamPart& stream = streams_.front();
  const RowSegment head = stream_head(stream.arrival);
  Plan first = plan(head);
  if (first.column >= next_refresh_) {
    refresh();
    first = plan(head);
  }
  piece_start_ = std::max(now, first.column);
  piece_bursts_ = stream.bursts;
  if (next_refresh_ != kNever) {
    const std::int64_t before_refresh = (next_refresh_ - piece_start_) / stream_burst_;
    piece_bursts_ = std::min(piece_bursts_, std::max(before_refresh, row_bursts_));
  }
  serving_stream_ = true;
  next_event_ = piece_start_ + piece_bursts_ * stream_burst_;
}

// A segment has come: the stream ends at the row in hand and goes on row by row beside it.
void PseudoChannel::cut_stream(Picoseconds now) {
  if (now < piece_start_) {
    serving_stream_ = false;
    choose(now);
    return;
  }
  const auto access = static_cast<Bytes>(organisation_.access_bytes);
  const auto into_row =
      static_cast<std::int64_t>(streams_.front().local_offset / access) % row_bursts_;
  const std::int64_t begun = (now - piece_start_) / stream_burst_ + 1;
  const std::int64_t to_row_end =
      (into_row + begun + row_bursts_ - 1) / row_bursts_ * row_bursts_ - into_row;
  piece_bursts_ = std::min(piece_bursts_, to_row_end);
  next_event_ = piece_start_ + piece_bursts_ * stream_burst_;
}

void PseudoChannel::finish_stream_piece(std::vector<Served>& served) {
  StreamPart& stream = streams_.front();
  const Bytes bytes = Bytes(piece_bursts_) * Bytes(organisation_.access_bytes);
  const Bytes row = organisation_.row_bytes;
  const auto rows = static_cast<std::int64_t>((stream.local_offset + bytes - 1) / row -
                                              stream.local_offset / row + 1);
  counters_.row_misses += rows;
  counters_.row_hits += piece_bursts_ - rows;
  const Picoseconds last_column = next_event_ - stream_burst_;
  take_bus(piece_start_, last_column, piece_bursts_, stream.write);
  bus_next_ = next_event_;
  ++epoch_;
  served.push_back({stream.request, piece_bursts_, last_column + column_to_end(stream.write)});
  stream.local_offset += bytes;
  stream.bursts -= piece_bursts_;
  if (stream.bursts == 0) streams_.pop();
  serving_stream_ = false;
}

void PseudoChannel::refresh_due_by(Picoseconds time) {
  if (next_refresh_ > time) return;
  // Those of an idle time leave no trace but their count.
  const Picoseconds idle = (time - next_refresh_) / clock_.refi;
  counters_.refreshes += idle;
  next_refresh_ += idle * clock_.refi;
  refresh();
}

void PseudoChannel::refresh() {
  const Picoseconds start = std::max({next_refresh_, bus_next_, columns_end_});
  ++epoch_;
  banks_ready_ = start + clock_.rp + clock_.rfc;
  next_refresh_ += clock_.refi;
  ++counters_.refreshes;
}

void PseudoChannel::settle(Picoseconds end) {
  if (next_refresh_ <= end) refresh_due_by(end);
}

}  // namespace dsavp

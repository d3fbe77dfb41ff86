#include "models/hbm/pseudo_channel.h"

#include <algorithm>

namespace dsavp {

PseudoChannel::PseudoChannel(const HbmConfig& config, const DramClock& clock, Clocks first_refresh)
    : clock_(clock),
      row_hit_limit_(config.row_hit_limit),
      closed_page_(config.page_policy == PagePolicy::kClosed),
      per_bank_refresh_(config.refresh == RefreshPolicy::kPerBank),
      turns_fill_(clock.ccd_l == 2 * clock.ccd_s),
      most_together_(std::clamp(config.scheduler_window / 16, 1, kMostTogether)),
      banks_(config.organisation.banks_per_pseudo_channel()),
      groups_(config.organisation.groups_per_pseudo_channel()),
      queues_(config.organisation.banks_per_pseudo_channel()),
      last_column_(kLongAgo),
      next_refresh_(first_refresh) {
  activates_.fill(kLongAgo);
  const DramOrganisation& o = config.organisation;
  for (int bank = 0; bank < o.banks_per_pseudo_channel(); ++bank) {
    group_of_[bank] = static_cast<std::uint8_t>(bank / o.banks);
    stack_id_of_[bank] = static_cast<std::uint8_t>(bank / (o.banks * o.bank_groups));
  }
}

void PseudoChannel::add(const RowSegment& segment, std::uint64_t age, Clocks now) {
  const int bank = segment.bank;
  const bool idle = queues_.empty(bank);
  if (!idle && queues_.lengthen(segment)) return;
  queues_.push(segment, age);
  stream_segments_ += segment.of_stream;
  if (!idle) {
    // The row that is to be closed may still serve it.
    const Bank& b = banks_[bank];
    if ((needs_row_ & bit(bank)) == 0 || !b.conflict || b.open_row != segment.row ||
        now >= b.precharge) {
      return;
    }
    needs_row_ &= ~bit(bank);
    if (row_.bank == bank) plan_row();
  }
  select(bank, now);
  offer(bank);
}

// Decides what a bank does next. A row hit goes first unless hits have had their share.
void PseudoChannel::select(int bank, Clocks now) {
  if (queues_.empty(bank)) return;
  Bank& b = banks_[bank];
  if (b.open_row != kClosed) {
    const bool oldest_hits = queues_.front(bank).segment.row == b.open_row;
    if (oldest_hits || (b.hits < row_hit_limit_ && queues_.bring_forward(bank, b.open_row))) {
      await_column(bank, std::max(now, column_ready_[bank]));
      return;
    }
  }
  b.conflict = b.open_row != kClosed;
  b.precharge = std::max(now, b.next_precharge);
  const Clocks start = b.conflict ? b.precharge + clock_.rp : now;
  row_ready_[bank] = std::max({start, b.next_activate, banks_ready_});
  age_[bank] = queues_.front(bank).age;
  needs_row_ |= bit(bank);
}

void PseudoChannel::await_column(int bank, Clocks ready) {
  const BankQueues::Entry& entry = queues_.front(bank);
  column_ready_[bank] = ready;
  age_[bank] = entry.age;
  needs_column_ |= bit(bank);
  writes_ = entry.segment.write ? writes_ | bit(bank) : writes_ & ~bit(bank);
}

// A bank that has come to need something may be the next to get it.
void PseudoChannel::offer(int bank) {
  if (needs_row_ & bit(bank)) {
    offer_row(bank);
  } else if (turn_overdue_ || draining_) {
    plan_column(kLongAgo);
  } else {
    offer_column(bank, kLongAgo);
  }
}

Clocks PseudoChannel::earliest_activate() const {
  return std::max(next_activate_,
                  activates_[static_cast<std::size_t>(oldest_activate_)] + clock_.faw);
}

void PseudoChannel::offer_row(int bank) {
  const Clocks time =
      std::max({earliest_activate(), row_ready_[bank], groups_[group_of_[bank]].next_activate});
  if (time < row_.time || (time == row_.time && age_[bank] < row_.age)) {
    row_ = {time, age_[bank], bank};
  }
}

void PseudoChannel::plan_row() {
  row_ = Plan{};
  for (BankMask rest = needs_row_; rest != 0; rest &= rest - 1) {
    offer_row(__builtin_ctzll(rest));
  }
}

// When the bank can have its column command, after the last one given.
inline Clocks PseudoChannel::column_time(int bank) const {
  const Group& group = groups_[group_of_[bank]];
  const Clocks bus =
      last_column_ + (stack_id_of_[bank] != last_stack_id_ ? clock_.ccd_r : clock_.ccd_s);
  const Clocks turned = writes_ & bit(bank) ? next_write_ : std::max(next_read_, group.next_read);
  return std::max(std::max(bus, turned), std::max(column_ready_[bank], group.next_column));
}

inline void PseudoChannel::offer_column(int bank, Clocks from) {
  const Clocks time = std::max(from, column_time(bank));
  if (time < column_.time || (time == column_.time && age_[bank] < column_.age)) {
    column_ = {time, age_[bank], bank};
  }
}

void PseudoChannel::plan_column(Clocks from) {
  BankMask candidates = draining_ ? needs_column_ & opened_ : needs_column_;
  column_ = Plan{};
  turn_overdue_ = false;
  const BankMask turned = last_was_write_ ? candidates & ~writes_ : candidates & writes_;
  if (turned != 0 && turned != candidates) candidates = turn_the_bus(candidates, turned);
  for (BankMask rest = candidates; rest != 0; rest &= rest - 1) {
    offer_column(__builtin_ctzll(rest), from);
  }
}

// Those that need the data bus turned round alone, once the oldest of them has waited too long.
PseudoChannel::BankMask PseudoChannel::turn_the_bus(BankMask candidates, BankMask turned) {
  for (BankMask rest = turned; rest != 0; rest &= rest - 1) {
    const RowSegment& segment = queues_.front(__builtin_ctzll(rest)).segment;
    if (last_column_ - segment.arrival <= kPatience) continue;
    turn_overdue_ = true;
    return turned;
  }
  return candidates;
}

Clocks PseudoChannel::activate(Clocks time) {
  const int bank = row_.bank;
  Bank& b = banks_[bank];
  const RowSegment& segment = queues_.front(bank).segment;
  needs_row_ &= ~bit(bank);
  if (teller_) {
    teller_->closed(bank, b.precharge);
    teller_->opened(bank, segment.row, time);
  }
  b.open_row = segment.row;
  b.hits = 0;
  b.fresh = true;
  opened_ |= bit(bank);
  b.next_activate = time + clock_.rc;
  b.next_precharge = time + clock_.ras;
  await_column(bank, time + (segment.write ? clock_.rcd_wr : clock_.rcd_rd));
  groups_[group_of_[bank]].next_activate = time + clock_.rrd_l;
  next_activate_ = time + clock_.rrd_s;
  activates_[static_cast<std::size_t>(oldest_activate_)] = time;
  oldest_activate_ = (oldest_activate_ + 1) & 3;
  plan_row();
  offer(bank);
  return b.conflict ? clock_.act_after_pre : clock_.act;
}

// How many bursts of the planned bank can be decided at once: as long as no other bank can have a
// column command, by a row that is or may yet be opened.
int PseudoChannel::bursts_alone(Clocks time, Clocks until) const {
  Clocks limit = std::min(until, last_before_refresh());
  if (row_.time != kNeverClocks) {
    limit = std::min(limit, row_.time + std::min(clock_.rcd_rd, clock_.rcd_wr));
  }
  for (BankMask rest = needs_column_ & ~bit(column_.bank); rest != 0; rest &= rest - 1) {
    limit = std::min(limit, column_ready_[__builtin_ctzll(rest)]);
  }
  if (limit <= time) return 1;
  return static_cast<int>(
      std::min<Clocks>(queues_.front(column_.bank).bursts_left, 1 + (limit - time) / clock_.ccd_l));
}

// The oldest bank that can have every slot that `first` leaves from `time` on: its row is open too,
// and it is of another group of the same stack ID. The two fill the bus between them.
int PseudoChannel::partner_of(int first, Clocks time) const {
  const Clocks slot = time + clock_.ccd_s;
  const BankMask same_way = writes_ & bit(first) ? writes_ : ~writes_;
  int partner = -1;
  std::uint64_t age = ~std::uint64_t{0};
  for (BankMask rest = needs_column_ & same_way & ~bit(first); rest != 0; rest &= rest - 1) {
    const int bank = __builtin_ctzll(rest);
    const Group& group = groups_[group_of_[bank]];
    if (age_[bank] < age && column_ready_[bank] <= slot && group.next_column <= slot &&
        group_of_[bank] != group_of_[first] && stack_id_of_[bank] == stack_id_of_[first] &&
        queues_.front(bank).bursts_left >= kFewestTurns) {
      partner = bank;
      age = age_[bank];
    }
  }
  return partner;
}

Clocks PseudoChannel::serve(Clocks time, Clocks until, bool together, std::vector<Served>& served,
                            int& leave_window) {
  const int bank = column_.bank;
  together = together && !closed_page_ && !turn_overdue_;
  const int left = queues_.front(bank).bursts_left;
  const Clocks room = std::max<Clocks>(1, (last_before_refresh() - time) / clock_.ccd_l);
  const int most = static_cast<int>(std::min<Clocks>({left, room, most_together_}));
  const bool turns = together && turns_fill_ && most >= kFewestTurns;
  const int partner = turns ? partner_of(bank, time) : -1;
  if (partner >= 0) {
    const int bursts = std::min(most, queues_.front(partner).bursts_left);
    give_columns(bank, time, bursts, served, leave_window);
    give_columns(partner, time + clock_.ccd_s, bursts, served, leave_window);
  } else if (together && clock_.ccd_l == clock_.ccd_s) {
    give_columns(bank, time, most, served, leave_window);
  } else {
    give_columns(bank, time, together ? std::min(most, bursts_alone(time, until)) : 1, served,
                 leave_window);
  }
  plan_column(kLongAgo);
  return last_column_;
}

// `bursts` of the bank's first segment, tCCD_L apart.
void PseudoChannel::give_columns(int bank, Clocks time, int bursts, std::vector<Served>& served,
                                 int& leave_window) {
  BankQueues::Entry& entry = queues_.front(bank);
  const RowSegment segment = entry.segment;
  const Clocks last = time + (bursts - 1) * clock_.ccd_l;
  issue(bank, last, bursts, segment.write);
  entry.bursts_left -= bursts;
  if (!segment.of_stream) leave_window += bursts;
  const bool done = entry.bursts_left == 0;
  if (done) {
    stream_segments_ -= segment.of_stream;
    served.push_back(
        {segment.request, segment.bursts, clock_.time(last + column_to_end(segment.write))});
    queues_.pop(bank);
  }
  if (closed_page_) close_after_access(bank);
  if (!done && !closed_page_) return;
  needs_column_ &= ~bit(bank);
  opened_ &= ~bit(bank);
  select(bank, last);
  if (needs_row_ & bit(bank)) offer_row(bank);
}

void PseudoChannel::issue(int bank, Clocks last, int bursts, bool write) {
  Bank& b = banks_[bank];
  Group& group = groups_[group_of_[bank]];
  counters_.row_misses += b.fresh;
  counters_.row_hits += bursts - b.fresh;
  counters_.bus_busy += clock_.time(bursts * clock_.ccd_s);
  b.fresh = false;
  b.hits += bursts;
  group.next_column = last + clock_.ccd_l;
  if (write) {
    const Clocks written = last + clock_.cwl + clock_.burst;
    b.next_precharge = std::max(b.next_precharge, written + clock_.wr);
    next_read_ = written + clock_.wtr_s;
    group.next_read = written + clock_.wtr_l;
  } else {
    b.next_precharge = std::max(b.next_precharge, last + clock_.rtp);
    next_write_ = last + clock_.rtw;
  }
  last_column_ = std::max(last_column_, last);
  last_stack_id_ = stack_id_of_[bank];
  last_was_write_ = write;
  columns_end_ = last_column_ + clock_.ccd_s;
}

void PseudoChannel::close_after_access(int bank) {
  Bank& b = banks_[bank];
  b.open_row = kClosed;
  b.next_activate = std::max(b.next_activate, b.next_precharge + clock_.rp);
  if (teller_) teller_->closed(bank, b.next_precharge);
}

Clocks PseudoChannel::first_column(const RowSegment& head, Clocks now) const {
  const Bank& b = banks_[head.bank];
  const Clocks bus =
      std::max({now, last_column_ + clock_.ccd_s, head.write ? next_write_ : next_read_});
  if (b.open_row == head.row) return std::max(bus, column_ready_[head.bank]);
  const Clocks start = b.open_row == kClosed ? std::max(now, b.next_activate)
                                             : std::max(now, b.next_precharge) + clock_.rp;
  const Clocks activate = std::max({start, banks_ready_, earliest_activate()});
  return std::max(bus, activate + (head.write ? clock_.rcd_wr : clock_.rcd_rd));
}

void PseudoChannel::account_stream(Clocks last_column, bool write, std::int64_t bursts,
                                   std::int64_t rows) {
  counters_.row_misses += rows;
  counters_.row_hits += bursts - rows;
  counters_.bus_busy += clock_.time(bursts * clock_.ccd_s);
  last_column_ = last_column;
  columns_end_ = last_column + clock_.ccd_s;
  last_was_write_ = write;
  if (write) {
    next_read_ = last_column + clock_.cwl + clock_.burst + clock_.wtr_l;
  } else {
    next_write_ = last_column + clock_.rtw;
  }
  close_all(last_column);
  plan_row();
  plan_column(last_column);
}

}  // namespace dsavp

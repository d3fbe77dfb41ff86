// The refreshes of a pseudo-channel, and what it tells an observer.
#include <algorithm>

#include "models/hbm/pseudo_channel.h"

namespace dsavp {

bool PseudoChannel::drain() {
  draining_ = !per_bank_refresh_ && (needs_column_ & opened_) != 0;
  if (draining_) plan_column(kLongAgo);
  return draining_;
}

// Banks that were at a row start over with it.
void PseudoChannel::close_all(Clocks now) {
  const BankMask working = needs_row_ | needs_column_;
  needs_row_ = needs_column_ = opened_ = 0;
  for (Bank& b : banks_) b.open_row = kClosed;
  for (BankMask rest = working; rest != 0; rest &= rest - 1) {
    select(__builtin_ctzll(rest), now);
  }
}

void PseudoChannel::refresh() {
  ++counters_.refreshes;
  draining_ = false;
  per_bank_refresh_ ? refresh_next_bank() : refresh_all_banks();
  const Clocks now = next_refresh_;
  next_refresh_ += clock_.refi;
  plan_row();
  plan_column(now);
}

// When a row that a refresh finds open closes: with the refresh's own precharge, or before, where
// the bank was about to be precharged for another row.
Clocks PseudoChannel::close_for_refresh(int bank, Clocks precharge) const {
  const Bank& b = banks_[bank];
  const bool under_way = (needs_row_ & bit(bank)) != 0 && b.conflict;
  return under_way ? std::min(b.precharge, precharge) : precharge;
}

// Waits for the column commands already given, precharges what is open, and refreshes.
void PseudoChannel::refresh_all_banks() {
  Clocks start = std::max({next_refresh_, banks_ready_, columns_end_});
  bool any_open = false;
  for (const Bank& b : banks_) {
    if (b.open_row == kClosed) continue;
    any_open = true;
    start = std::max(start, b.next_precharge);
  }
  banks_ready_ = start + (any_open ? clock_.rp : 0) + clock_.rfc;
  if (teller_) {
    const int banks = static_cast<int>(banks_.size());
    for (int bank = 0; bank < banks; ++bank) teller_->closed(bank, close_for_refresh(bank, start));
    teller_->refreshed(next_refresh_, ~BankMask{0} >> (kMostBanks - banks),
                       banks_ready_ - clock_.rfc, banks_ready_);
  }
  close_all(next_refresh_);
}

void PseudoChannel::refresh_next_bank() {
  const int bank = next_refreshed_bank_;
  next_refreshed_bank_ = (bank + 1) % static_cast<int>(banks_.size());
  Bank& b = banks_[bank];
  const bool open = b.open_row != kClosed;
  Clocks start = std::max(next_refresh_, b.next_activate);
  if (open) start = std::max(next_refresh_, b.next_precharge) + clock_.rp;
  if (teller_) {
    if (open) teller_->closed(bank, close_for_refresh(bank, start - clock_.rp));
    teller_->refreshed(next_refresh_, bit(bank), start, start + clock_.rfc);
  }
  b.open_row = kClosed;
  b.next_activate = start + clock_.rfc;
  needs_row_ &= ~bit(bank);
  needs_column_ &= ~bit(bank);
  opened_ &= ~bit(bank);
  select(bank, next_refresh_);
}

// Only the last ones leave more than their count.
void PseudoChannel::refresh_idle(Clocks time) {
  if (next_refresh_ > time) return;
  if (teller_) tell_refreshes(time);
  const Clocks due = (time - next_refresh_) / clock_.refi + 1;
  const Clocks lasting = lasting_refreshes();
  if (due > lasting) {
    const Clocks skipped = due - lasting;
    for (Bank& b : banks_) b.open_row = kClosed;
    counters_.refreshes += skipped;
    next_refreshed_bank_ =
        static_cast<int>((next_refreshed_bank_ + skipped) % static_cast<Clocks>(banks_.size()));
    next_refresh_ += skipped * clock_.refi;
  }
  while (next_refresh_ <= time) refresh();
}

// By a copy, from which nothing is kept. The teller leaves out what it has told before.
void PseudoChannel::tell_refreshes(Clocks until) const {
  if (next_refresh_ > until) return;
  const Clocks all_closed = next_refresh_ + lasting_refreshes() * clock_.refi;
  PseudoChannel copy(*this);
  while (copy.next_refresh_ <= until) {
    if (copy.next_refresh_ == all_closed) {
      teller_->closed_all(all_closed);
      for (Bank& b : copy.banks_) b.open_row = kClosed;
    }
    copy.refresh();
  }
}

void PseudoChannel::tell_precharges(Clocks until) {
  for (BankMask rest = needs_row_; rest != 0; rest &= rest - 1) {
    const int bank = __builtin_ctzll(rest);
    const Bank& b = banks_[bank];
    if (b.conflict && b.precharge < until) teller_->closed(bank, b.precharge);
  }
}

}  // namespace dsavp

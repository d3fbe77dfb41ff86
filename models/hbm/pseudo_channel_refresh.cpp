// The refreshes of a pseudo-channel.
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
  close_all(next_refresh_);
}

void PseudoChannel::refresh_next_bank() {
  const int bank = next_refreshed_bank_;
  next_refreshed_bank_ = (bank + 1) % static_cast<int>(banks_.size());
  Bank& b = banks_[bank];
  const bool open = b.open_row != kClosed;
  Clocks start = std::max(next_refresh_, b.next_activate);
  if (open) start = std::max(next_refresh_, b.next_precharge) + clock_.rp;
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
  const Clocks due = (time - next_refresh_) / clock_.refi + 1;
  const Clocks lasting = per_bank_refresh_ ? clock_.rfc / clock_.refi + 2 : 1;
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

}  // namespace dsavp

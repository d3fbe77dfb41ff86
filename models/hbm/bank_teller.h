// Tells an observer what the banks of one pseudo-channel do, each row's close and each refresh once.
//
// A precharge may be known before the activate that it makes room for, a stream's begin before its
// end, and an idle pseudo-channel's refreshes before its next request: who asks early is told then.
#pragma once

#include "models/hbm/bank_observer.h"
#include "models/hbm/row_segment.h"

namespace dsavp {

class BankTeller {
 public:
  BankTeller(BankObserver& observer, int pseudo_channel, Picoseconds period)
      : observer_(observer), pseudo_channel_(pseudo_channel), period_(period) {}

  void opened(int bank, int row, Clocks at) {
    open_ |= bit(bank);
    observer_.row_opened(pseudo_channel_, bank, row, at * period_);
  }
  // Nothing if it has been told already, or no row was open.
  void closed(int bank, Clocks at) {
    if ((open_ & bit(bank)) == 0) return;
    open_ &= ~bit(bank);
    observer_.row_closed(pseudo_channel_, bank, at * period_);
  }
  void closed_all(Clocks at) {
    while (open_ != 0) closed(__builtin_ctzll(open_), at);
  }
  // Nothing if one that was due as late or later has been told.
  void refreshed(Clocks due, std::uint64_t banks, Clocks begin, Clocks end) {
    if (due <= last_due_) return;
    last_due_ = due;
    observer_.refreshed(pseudo_channel_, banks, begin * period_, end * period_);
  }
  // What was open closes at `close`.
  void stream_began(Clocks at, Clocks close) {
    closed_all(close);
    observer_.stream_began(pseudo_channel_, at * period_);
  }
  void stream_ended(Clocks at) { observer_.stream_ended(pseudo_channel_, at * period_); }

 private:
  static std::uint64_t bit(int bank) { return std::uint64_t{1} << bank; }

  BankObserver& observer_;
  const int pseudo_channel_;
  const Picoseconds period_;
  std::uint64_t open_ = 0;  // as told
  Clocks last_due_ = -1;
};

}  // namespace dsavp

// What the banks of the HBM do, over time, in a value change dump.
//
// A scope for each pseudo-channel, with `open_banks`, a bit for each bank that has a row open,
// counted as DramPlace does; `refreshing`, a bit for each bank under refresh; and `streaming`. While
// a stream is served whole its banks are not stepped, and `open_banks` is x. All of them are x but
// between record_from() and record_until().
#pragma once

#include <string>
#include <vector>

#include "models/hbm/bank_observer.h"
#include "models/hbm/hbm_config.h"
#include "testbench/transaction_trace/value_change_dump.h"

namespace dsavp {

class BankVcd : public BankObserver {
 public:
  // Writes into `dump`, which outlives it.
  BankVcd(ValueChangeDump& dump, const DramOrganisation& organisation);

  void record_from(Picoseconds time) { set_known(time, -1); }
  void record_until(Picoseconds time) { set_known(time, +1); }

  void row_opened(int pseudo_channel, int bank, int row, Picoseconds at) override;
  void row_closed(int pseudo_channel, int bank, Picoseconds at) override;
  void refreshed(int pseudo_channel, std::uint64_t banks, Picoseconds begin,
                 Picoseconds end) override;
  void stream_began(int pseudo_channel, Picoseconds at) override;
  void stream_ended(int pseudo_channel, Picoseconds at) override;

 private:
  struct Variables {
    std::size_t open_banks, refreshing, streaming;
  };
  Variables& of(int pseudo_channel) { return variables_[static_cast<std::size_t>(pseudo_channel)]; }
  void set_known(Picoseconds time, int unknown);

  ValueChangeDump& dump_;
  std::vector<Variables> variables_;
};

}  // namespace dsavp

// How fast a pseudo-channel serves a stream of consecutive local bytes: limited by bank groups,
// activates, and the row-command bus that a channel's pseudo-channels share.
//
// Within one bank group bursts go at tCCD_L; where consecutive rows change the group, two rows
// overlap and fill the bus, where they change the stack ID all but tCCD_R's gaps. Under closed pages
// every burst is a row of its own. Under per-bank refresh a bank's share of its rows waits; all-bank
// refreshes are left out.
#pragma once

#include "models/hbm/address_mapping.h"
#include "models/hbm/dram_clock.h"

namespace dsavp {

class StreamRate {
 public:
  StreamRate(const HbmConfig& config, const DramClock& clock, const AddressMapping& mapping);

  Clocks column_time() const { return column_time_; }  // of a burst
  std::int64_t row_bursts() const { return row_bursts_; }
  bool bank_by_bank() const { return bank_refresh_ > 0; }  // refreshes are in duration()
  Clocks duration(std::int64_t bursts) const;
  std::int64_t bursts_within(Clocks time) const;
  // What a stream that is alone takes longer when it ends behind local burst `end`: rows go in pairs,
  // and nothing fills the gaps of the last one's bursts that have no partner.
  Clocks tail(std::int64_t end) const;

 private:
  const Clocks column_time_;
  const Clocks gap_;       // from one burst of a lone row to the next, beyond column_time_
  const Clocks row_time_;  // of a row's commands
  const std::int64_t row_bursts_;
  const std::int64_t bursts_per_activate_;
  Clocks bank_refresh_ = 0;
  Clocks bank_between_ = 1;
};

}  // namespace dsavp

#include "models/hbm/stream_rate.h"

#include <algorithm>

namespace dsavp {
namespace {

// The row commands of a row: their time on the bus that a channel's pseudo-channels share, and what
// tRRD and tFAW allow.
Clocks row_time(const HbmConfig& config, const DramClock& clock) {
  const bool closed = config.page_policy == PagePolicy::kClosed;
  const Clocks row_bus =
      (closed ? clock.act : clock.act_after_pre) * config.organisation.pseudo_channels;
  return std::max({clock.rrd_s, (clock.faw + 3) / 4, row_bus});
}

Clocks column_time(const AddressMapping& mapping, const DramClock& clock) {
  switch (mapping.stream_next_row()) {
    case NextRow::kSameGroup:
      return clock.ccd_l;
    case NextRow::kOtherGroup:
      return clock.ccd_s;
    case NextRow::kOtherStackId:
      return std::min(clock.ccd_r, clock.ccd_l);
  }
  return clock.ccd_l;
}

}  // namespace

StreamRate::StreamRate(const HbmConfig& config, const DramClock& clock,
                       const AddressMapping& mapping)
    : column_time_(dsavp::column_time(mapping, clock)),
      gap_(clock.ccd_l - column_time_),
      row_time_(row_time(config, clock)),
      row_bursts_(config.organisation.columns()),
      bursts_per_activate_(config.page_policy == PagePolicy::kClosed ? 1 : row_bursts_) {
  if (config.refresh != RefreshPolicy::kPerBank) return;
  bank_refresh_ = clock.rfc;
  bank_between_ = clock.refi * config.organisation.banks_per_pseudo_channel() - clock.rfc;
}

Clocks StreamRate::duration(std::int64_t bursts) const {
  const Clocks flowing =
      std::max(bursts * column_time_,
               (bursts * row_time_ + bursts_per_activate_ - 1) / bursts_per_activate_);
  return flowing + flowing * bank_refresh_ / bank_between_;
}

std::int64_t StreamRate::bursts_within(Clocks time) const {
  const Clocks flowing = time - time * bank_refresh_ / (bank_between_ + bank_refresh_);
  return std::min(flowing / column_time_, flowing * bursts_per_activate_ / row_time_);
}

Clocks StreamRate::tail(std::int64_t end) const {
  const std::int64_t in_last_row = (end - 1) % row_bursts_ + 1;
  const bool paired = (end - 1) / row_bursts_ % 2 == 1;
  return (paired ? row_bursts_ - in_last_row : in_last_row) * gap_;
}

}  // namespace dsavp

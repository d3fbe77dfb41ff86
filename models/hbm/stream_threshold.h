// What both of the memory's timings, HbmCore and LooseHbm, have in common: where a request counts as
// a stream, and when pseudo-channels refresh first.
#pragma once

#include "models/hbm/address_mapping.h"
#include "models/hbm/dram_clock.h"

namespace dsavp {

// A request that covers every pseudo-channel with at least two rows is a stream.
inline Bytes stream_threshold(const DramOrganisation& organisation, const AddressMapping& mapping) {
  constexpr Bytes kRows = 2;
  return kRows * Bytes(organisation.row_bytes) * Bytes(organisation.pseudo_channel_count()) +
         2 * mapping.sweep_bytes();
}

inline Clocks refresh_phase(const HbmConfig& config, const DramClock& clock, int pseudo_channel) {
  if (!clock.refreshes()) return kNeverClocks;
  if (config.refresh_phase == RefreshPhase::kTogether) return clock.refi;
  return clock.refi * (pseudo_channel + 1) / config.organisation.pseudo_channel_count();
}

}  // namespace dsavp

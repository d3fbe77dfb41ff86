// What bursts cost a pseudo-channel's data bus under a full load of random reads: their own time, and
// what the scheduler loses to bank groups, activates, refreshes and rows that are not ready.
//
// Measured on HbmCore itself, with reads of one burst and of a few KiB. That takes some ten
// milliseconds of the host.
#pragma once

#include <algorithm>

#include "models/hbm/hbm_config.h"

namespace dsavp {

struct LoadedBusTime {
  Picoseconds of_row = 0;    // at least, of bursts that open a row
  Picoseconds of_burst = 0;  // each

  Picoseconds of(int bursts, bool row_hit) const {
    return std::max(row_hit ? 0 : of_row, bursts * of_burst);
  }
};

// Errors: as HbmCore.
LoadedBusTime measure_loaded_bus_time(const HbmConfig& config);

}  // namespace dsavp

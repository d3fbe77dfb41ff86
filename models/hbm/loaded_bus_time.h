// What bursts cost a pseudo-channel's data bus under a full load of random reads: their own time, and
// what the scheduler loses to bank groups, activates, refreshes and rows that are not ready.
//
// Measured on HbmCore itself, with reads of one burst and of a few KiB:
// cost = of_row for each row that is opened + of_burst for each burst. That takes some ten
// milliseconds of the host.
#pragma once

#include "models/hbm/hbm_config.h"

namespace dsavp {

struct LoadedBusTime {
  Picoseconds of_row = 0;
  Picoseconds of_burst = 0;
};

// Errors: as HbmCore.
LoadedBusTime measure_loaded_bus_time(const HbmConfig& config);

}  // namespace dsavp

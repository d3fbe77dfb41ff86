// DramTiming in picoseconds, every parameter a whole number of clocks as a controller applies it.
// Errors: std::invalid_argument naming the parameters that contradict each other.
#pragma once

#include "models/hbm/hbm_config.h"

namespace dsavp {

struct DramClock {
  explicit DramClock(const DramTiming& timing);

  bool refreshes() const { return refi > 0; }

  Picoseconds burst, ccd_s, ccd_l, cl, cwl, rcd_rd, rcd_wr, rp, ras, rrd_s, rrd_l, faw, rtp, wr,
      wtr, rtw, refi, rfc;
};

// Data rate of the whole memory in GB/s with the data buses never idle.
double peak_gbps(const HbmConfig& config);

}  // namespace dsavp

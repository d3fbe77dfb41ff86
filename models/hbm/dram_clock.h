// DramTiming in whole clocks, as a controller applies it.
// Errors: std::invalid_argument naming the parameters that contradict each other.
#pragma once

#include "models/hbm/hbm_config.h"
#include "models/hbm/row_segment.h"

namespace dsavp {

struct DramClock {
  explicit DramClock(const HbmConfig& config);

  bool refreshes() const { return refi > 0; }
  // The first clock edge at or after `time`: commands go at edges.
  Clocks edge(Picoseconds time) const { return (time + period - 1) / period; }
  // The last clock edge at or before `time`.
  Clocks edge_before(Picoseconds time) const { return time / period; }
  Picoseconds time(Clocks clocks) const {
    return clocks == kNeverClocks ? kNever : clocks * period;
  }

  Picoseconds period;
  Clocks burst, ccd_s, ccd_l, ccd_r, cl, cwl, rcd_rd, rcd_wr, rp, ras, rc, rrd_s, rrd_l, faw, rtp,
      wr, wtr_s, wtr_l, rtw;
  Clocks act;            // on the row-command bus, up to the next edge
  Clocks act_after_pre;  // with the precharge before it
  Clocks refi;           // from one refresh command of a pseudo-channel to the next, 0: none
  Clocks rfc;            // of that command: all banks or one
};

// Data rate of the whole memory in GB/s with the data buses never idle.
double peak_gbps(const HbmConfig& config);

}  // namespace dsavp

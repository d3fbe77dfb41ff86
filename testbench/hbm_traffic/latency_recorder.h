// Latencies of a run, each kept, so that percentiles are exact: up to 2^24 ps to the picosecond,
// beyond to one part in 10^7. Four bytes each.
#pragma once

#include <vector>

#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {

class LatencyRecorder {
 public:
  explicit LatencyRecorder(std::int64_t most) {
    latencies_.reserve(static_cast<std::size_t>(most));
  }

  void record(Picoseconds latency) { latencies_.push_back(static_cast<float>(latency)); }

  // Once, at the end: the latencies lose their order.
  LatencySummary summarise();

 private:
  double percentile_ns(double fraction);

  std::vector<float> latencies_;  // ps
  std::size_t ordered_below_ = 0;
};

}  // namespace dsavp

#include "testbench/hbm_traffic/latency_recorder.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dsavp {

LatencySummary LatencyRecorder::summarise() {
  if (latencies_.empty()) return {};
  const double sum = std::accumulate(latencies_.begin(), latencies_.end(), 0.0);
  LatencySummary summary;
  summary.mean = sum / double(latencies_.size()) / 1e3;
  summary.p50 = percentile_ns(0.5);
  summary.p95 = percentile_ns(0.95);
  summary.p99 = percentile_ns(0.99);
  return summary;
}

// What lies above one percentile holds the next, which is larger.
double LatencyRecorder::percentile_ns(double fraction) {
  const double rank = std::ceil(fraction * double(latencies_.size()) - 1e-6);
  const auto nth = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
  const auto begin = latencies_.begin();
  std::nth_element(begin + std::ptrdiff_t(ordered_below_), begin + std::ptrdiff_t(nth),
                   latencies_.end());
  ordered_below_ = nth;
  return double(latencies_[nth]) / 1e3;
}

}  // namespace dsavp

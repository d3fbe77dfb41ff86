#include "testbench/locality/count_histogram.h"

#include <algorithm>
#include <cmath>

namespace dsavp {

void CountHistogram::add(const CountHistogram& other) {
  counts_.resize(std::max(counts_.size(), other.counts_.size()));
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
}

LocalityFigure figure_of(std::vector<WeightedValue>& values) {
  std::sort(values.begin(), values.end(),
            [](const WeightedValue& a, const WeightedValue& b) { return a.value < b.value; });
  LocalityFigure figure;
  double sum = 0;
  for (const WeightedValue& v : values) {
    figure.samples += v.samples;
    sum += v.value * static_cast<double>(v.samples);
  }
  if (figure.samples == 0) return figure;
  const double samples = static_cast<double>(figure.samples);
  figure.mean = sum / samples;
  // 95 % of n, rounded up, without the rounding of 0.95.
  const std::uint64_t rank = figure.samples - figure.samples / 20;
  double squares = 0;
  std::uint64_t passed = 0;
  for (const WeightedValue& v : values) {
    if (passed < rank) figure.p95 = v.value;
    passed += v.samples;
    squares += static_cast<double>(v.samples) * (v.value - figure.mean) * (v.value - figure.mean);
  }
  figure.sigma = std::sqrt(squares / samples);
  return figure;
}

}  // namespace dsavp

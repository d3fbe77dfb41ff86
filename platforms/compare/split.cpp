#include "platforms/compare/split.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace dsavp {
namespace {

// The parts' figures of one run, and what they leave of its total.
std::vector<double> column(const Split& split, double SplitPart::*run, double unit) {
  std::vector<double> values;
  double rest = split.total.*run;
  for (const SplitPart& part : split.parts) {
    values.push_back(part.*run / unit);
    rest -= part.*run;
  }
  values.push_back(rest / unit);
  return values;
}

}  // namespace

const WholePart* WholeSplit::largest(bool positive) const {
  const WholePart* best = nullptr;
  std::int64_t most = 0;
  for (const WholePart& part : parts) {
    const std::int64_t size = positive ? part.difference() : -part.difference();
    if (size <= most) continue;
    most = size;
    best = &part;
  }
  return best;
}

std::vector<std::int64_t> rounded_to_sum(const std::vector<double>& values, std::int64_t sum) {
  std::vector<std::int64_t> whole;
  std::vector<double> remainders;
  for (const double value : values) {
    whole.push_back(static_cast<std::int64_t>(std::floor(value)));
    remainders.push_back(value - std::floor(value));
  }
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t x, std::size_t y) { return remainders[x] > remainders[y]; });
  const std::int64_t floors = std::accumulate(whole.begin(), whole.end(), std::int64_t{0});
  const auto most = static_cast<std::int64_t>(order.size());
  const auto up = static_cast<std::size_t>(std::clamp<std::int64_t>(sum - floors, 0, most));
  for (std::size_t i = 0; i < up; ++i) ++whole[order[i]];
  return whole;
}

WholeSplit in_units(const Split& split, double unit, const std::string& rest) {
  const std::vector<double> real_a = column(split, &SplitPart::a, unit);
  std::vector<double> differences = column(split, &SplitPart::b, unit);
  for (std::size_t i = 0; i < differences.size(); ++i) differences[i] -= real_a[i];
  const std::int64_t total_a = std::llround(split.total.a / unit);
  const std::int64_t total_b = std::llround(split.total.b / unit);
  const std::vector<std::int64_t> a = rounded_to_sum(real_a, total_a);
  const std::vector<std::int64_t> difference = rounded_to_sum(differences, total_b - total_a);
  WholeSplit whole;
  whole.total = {split.total.name, total_a, total_b};
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool is_rest = i == split.parts.size();
    const std::int64_t b = a[i] + difference[i];
    if (is_rest && a[i] == 0 && b == 0) continue;
    whole.parts.push_back({is_rest ? rest : split.parts[i].name, a[i], b});
  }
  return whole;
}

}  // namespace dsavp

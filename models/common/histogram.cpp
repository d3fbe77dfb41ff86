#include "models/common/histogram.h"

#include <algorithm>
#include <cmath>

namespace dsavp {

std::size_t Histogram::bucket_of(std::uint64_t value) {
  if (value < (std::uint64_t{1} << kBits)) return value;
  const int shift = 63 - __builtin_clzll(value) - kBits;
  return (static_cast<std::size_t>(shift) << kBits) + (value >> shift);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
  if (bucket < (std::size_t{1} << (kBits + 1))) return bucket;
  const std::size_t shift = (bucket >> kBits) - 1;
  const std::uint64_t mantissa = (bucket & ((std::size_t{1} << kBits) - 1)) + (1u << kBits);
  return ((mantissa + 1) << shift) - 1;
}

void Histogram::record(Picoseconds value) {
  ++buckets_[bucket_of(static_cast<std::uint64_t>(value))];
  ++count_;
  sum_ += double(value);
  max_ = std::max(max_, value);
}

Picoseconds Histogram::percentile(double fraction) const {
  const auto rank = static_cast<std::int64_t>(std::ceil(fraction * double(count_) - 1e-9));
  std::int64_t below = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    below += buckets_[i];
    if (below >= rank && below > 0) {
      return std::min(max_, static_cast<Picoseconds>(upper_edge(i)));
    }
  }
  return 0;
}

std::vector<Histogram::Bucket> Histogram::filled() const {
  std::vector<Bucket> filled;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (buckets_[i] == 0) continue;
    filled.push_back({std::min(max_, static_cast<Picoseconds>(upper_edge(i))), buckets_[i]});
  }
  return filled;
}

}  // namespace dsavp

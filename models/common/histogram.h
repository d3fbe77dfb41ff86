// Distribution of times in buckets of at most 1.6 % width: 64 per octave, exact below 128 ps.
// Percentiles are the upper edge of the bucket that holds them, the mean and the maximum are exact.
#pragma once

#include <vector>

#include "models/common/units.h"

namespace dsavp {

class Histogram {
 public:
  void record(Picoseconds value);
  // `fraction` in [0, 1]; 0 if nothing was recorded.
  Picoseconds percentile(double fraction) const;
  double mean() const { return count_ == 0 ? 0 : sum_ / double(count_); }
  Picoseconds max() const { return max_; }
  std::int64_t count() const { return count_; }

  struct Bucket {
    Picoseconds upper;  // its upper edge, or max() if that is lower
    std::int64_t count;
  };
  // Those that are not empty, rising; their counts add up to count().
  std::vector<Bucket> filled() const;

 private:
  static constexpr int kBits = 6;
  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t upper_edge(std::size_t bucket);

  std::vector<std::int64_t> buckets_ = std::vector<std::int64_t>((64 - kBits + 1) << kBits, 0);
  std::int64_t count_ = 0;
  double sum_ = 0;
  Picoseconds max_ = 0;
};

}  // namespace dsavp

// How long an extent stays in a set-associative LRU cache whose sets are chosen by a hash.
//
// With sets of w ways, an extent leaves when w others have come to its set. Others are spread over
// the sets as if at random, so among others worth d bytes the number in its set is Poisson
// distributed with mean w d / capacity, and the extent is still there with the probability that it
// is below w. The distance at which an extent leaves is therefore drawn from that law, one draw per
// use; a fully associative cache's would be the capacity.
// Left out: sets as such, so that what conflicts once need not conflict again.
// Sources: A. J. Smith, "A comparative study of set associative memory mapping algorithms and their
// use for cache and main memory", 1978, and M. Hill and A. J. Smith, "Evaluating associativity in
// CPU caches", 1989, for deriving set-associative from fully associative behaviour so.
#pragma once

#include <vector>

#include "models/common/units.h"

namespace dsavp {

class SetConflicts {
 public:
  explicit SetConflicts(int ways);

  // Whether an extent is still there after others worth `distance`; `draw` is any 64 bits, of which
  // the upper ones choose.
  bool stays(Bytes distance, Bytes capacity, std::uint64_t draw) const {
    return distance << kFraction <= reach_[draw >> (64 - kDrawBits)] * capacity;
  }
  // A distance at which all have left, in multiples of the capacity.
  Bytes longest_reach() const { return (reach_.back() >> kFraction) + 1; }

 private:
  static constexpr int kFraction = 16;
  static constexpr int kDrawBits = 10;

  std::vector<Bytes> reach_;  // quantiles, ascending, in capacities / 2^kFraction
};

}  // namespace dsavp

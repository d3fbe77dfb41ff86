// Lists of tokens to gather: uniform random positions of a footprint, ascending.
//
// The same seed gives the same lists on every machine. No errors.
#pragma once

#include <tsl/robin_set.h>

#include <cstdint>
#include <random>
#include <vector>

namespace dsavp {

class GatherLists {
 public:
  // Of `slots` positions; with `fresh`, no list holds one that an earlier list held. There must
  // then be slots left to draw.
  GatherLists(std::int64_t slots, bool fresh, std::uint64_t seed)
      : slots_(static_cast<std::uint64_t>(slots)), fresh_(fresh), random_(seed) {}

  // A position may be drawn more than once.
  const std::vector<std::int32_t>& next(std::int64_t tokens);
  const std::vector<std::int32_t>& all();

 private:
  const std::uint64_t slots_;
  const bool fresh_;
  std::mt19937_64 random_;
  std::vector<std::int32_t> list_;
  tsl::robin_set<std::int32_t> used_;
};

}  // namespace dsavp

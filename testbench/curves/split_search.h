// The split of places over curves with the most hits, of those with at least a given number.
//
// A row has the best hits of the first curves with each number of places. What cannot reach the
// target, by the bound of the curves to come, and what no more places have more of, is left out of
// it, and so are numbers of steps that cannot reach it by the bound of all other curves. The nearer
// the target is to the bound, the less is left to look at.
// Memory: 8 bytes for each number of places in a row, a row for each curve.
// Errors: none raised here.
#pragma once

#include <cstdint>
#include <vector>

#include "testbench/curves/hull_bound.h"

namespace dsavp {

class SplitSearch {
 public:
  enum class Outcome { kFound, kNone, kTooLarge };

  // The curves and their bound outlive the search.
  SplitSearch(const std::vector<CostedCurve>& curves, const HullBound& bound, std::size_t places)
      : curves_(curves), bound_(bound), places_(places) {}

  // Additions are counted down; kTooLarge if they do not suffice.
  Outcome run(std::int64_t target, std::uint64_t& operations);
  // Of each curve, once found.
  std::vector<std::size_t> steps() const;

 private:
  struct Row {
    std::size_t first = 0;  // places of hits[0]
    std::vector<std::int64_t> hits;
  };

  std::vector<std::size_t> useful_steps(std::size_t curve, std::int64_t target) const;
  Row joined(const Row& row, const CostedCurve& curve, const std::vector<std::size_t>& steps) const;
  void prune(Row& row, const HitsBound& rest, std::int64_t target) const;
  std::size_t steps_into(const Row& row, const CostedCurve& curve, std::size_t places,
                         std::int64_t hits) const;

  const std::vector<CostedCurve>& curves_;
  const HullBound& bound_;
  const std::size_t places_;
  std::vector<Row> rows_;  // one more than there are curves
};

}  // namespace dsavp

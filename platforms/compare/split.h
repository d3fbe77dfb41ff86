// A figure of two runs divided into parts: what each part adds to their difference.
//
// Figures are real; shown ones are whole multiples of a unit. They are rounded so that a column's
// parts add up to its total, and rows and columns agree: the difference shown is that of the two
// figures shown. Where A and B are the same, so are the figures shown; else differences are off by
// less than one unit.
// Errors: none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace dsavp {

struct SplitPart {
  std::string name;
  double a = 0;
  double b = 0;
};

struct Split {
  SplitPart total;
  std::vector<SplitPart> parts;
};

struct WholePart {
  std::string name;
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t difference() const { return b - a; }
};

struct WholeSplit {
  WholePart total;
  std::vector<WholePart> parts;
  // The one whose difference is largest to the sign's side; null where none has that sign.
  const WholePart* largest(bool positive) const;
};

// Whole numbers that add up to `sum`, which is that of `values` but for less than 1: the largest
// remainders are rounded up.
std::vector<std::int64_t> rounded_to_sum(const std::vector<double>& values, std::int64_t sum);

// What the parts leave of the total becomes a part `rest`, unless it rounds to nothing in both runs.
WholeSplit in_units(const Split& split, double unit, const std::string& rest);

}  // namespace dsavp

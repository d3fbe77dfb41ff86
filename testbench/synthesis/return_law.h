// How long ago the tokens of a set were last chosen: a power law.
//
// Of the tokens of a set, the share that the s steps before did not choose is
//     F(s) = new_lookups * s^-exponent     for s = 1, 2, ...
// so F(1) is the share of new look-ups, and F(s) falls as tokens return. The mean working set of w
// consecutive steps is then k * (1 + F(1) + ... + F(w - 1)) (Denning and Schwartz, "Properties of
// the working-set model", Communications of the ACM 15(3), 1972), which gives the exponent.
// Why a power law: with the published share of new look-ups of GLM-5.1 and exponent .45 it gives
// both of the miss rates that were published for LRU (arXiv 2608.07009), to 2 and 4 per cent.
//
// Errors: none raised; a working set that no exponent gives is the caller's error (least_working_set
// and most_working_set say which do).
#pragma once

#include <cstdint>

namespace dsavp {

inline constexpr int kLawSteps = 50;  // of the working set, as in arXiv 2603.13430

class ReturnLaw {
 public:
  // Both in units of k: the mean share of new look-ups, above 0 and at most 1, and the mean size of
  // the union of 50 consecutive sets.
  ReturnLaw(double new_lookups, double working_set);

  static double least_working_set(double new_lookups) { return 1 + new_lookups; }
  static double most_working_set(double new_lookups) { return 1 + new_lookups * (kLawSteps - 1); }

  double exponent() const { return exponent_; }
  // Steps since a token that is new to the set was last chosen, 2 at least, for a number drawn
  // uniformly from (0, 1]; very large for the smallest.
  std::int64_t age(double uniform) const;

 private:
  double exponent_;
};

}  // namespace dsavp

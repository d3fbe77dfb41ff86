#include "testbench/synthesis/return_law.h"

#include <algorithm>
#include <cmath>

namespace dsavp {
namespace {

double working_set(double new_lookups, double exponent) {
  double sum = 1;
  for (int s = 1; s < kLawSteps; ++s) sum += new_lookups * std::pow(s, -exponent);
  return sum;
}

double fitted_exponent(double new_lookups, double wanted) {
  double low = 0;
  double high = 64;  // nothing is left of F(2)
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (working_set(new_lookups, middle) > wanted ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

ReturnLaw::ReturnLaw(double new_lookups, double working_set)
    : exponent_(fitted_exponent(new_lookups, working_set)) {}

std::int64_t ReturnLaw::age(double uniform) const {
  constexpr double kMost = 1e15;
  return 1 + static_cast<std::int64_t>(
                 std::min(kMost, std::floor(std::pow(uniform, -1 / std::max(exponent_, 1e-9)))));
}

}  // namespace dsavp

#include "models/llc/set_conflicts.h"

#include <cmath>

namespace dsavp {
namespace {

// That fewer than `ways` have come where `mean` are expected.
double probability_of_staying(int ways, double mean) {
  double term = std::exp(-mean);
  double sum = 0;
  for (int i = 0; i < ways; ++i) {
    sum += term;
    term *= mean / (i + 1);
  }
  return sum;
}

// The mean at which that is `probability`.
double mean_of(int ways, double probability) {
  double low = 0;
  double high = 10.0 * ways + 20;
  for (int i = 0; i < 50; ++i) {
    const double middle = (low + high) / 2;
    (probability_of_staying(ways, middle) > probability ? low : high) = middle;
  }
  return low;
}

}  // namespace

SetConflicts::SetConflicts(int ways) : reach_(std::size_t{1} << kDrawBits) {
  const auto draws = static_cast<double>(reach_.size());
  for (std::size_t i = 0; i < reach_.size(); ++i) {
    const double staying = 1 - (static_cast<double>(i) + 0.5) / draws;
    reach_[i] = static_cast<Bytes>(std::ldexp(mean_of(ways, staying) / ways, kFraction));
  }
}

}  // namespace dsavp

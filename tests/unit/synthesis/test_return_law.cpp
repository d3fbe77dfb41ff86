#include <catch2/catch.hpp>
#include <cmath>

#include "testbench/synthesis/return_law.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

// Of the power law, written out.
double working_set_of(double new_lookups, double exponent) {
  double tokens = 1;
  for (int steps_before = 1; steps_before <= 49; ++steps_before) {
    tokens += new_lookups / std::pow(steps_before, exponent);
  }
  return tokens;
}

}  // namespace

TEST_CASE("return law: the exponent gives the working set") {
  for (const double new_lookups : {0.05, 0.3, 0.55, 1.0}) {
    const double least = ReturnLaw::least_working_set(new_lookups);
    const double most = ReturnLaw::most_working_set(new_lookups);
    CHECK(most == Approx(working_set_of(new_lookups, 0)));
    for (const double part : {0.001, 0.1, 0.5, 0.9, 0.999}) {
      const double wanted = least + part * (most - least);
      const ReturnLaw law(new_lookups, wanted);
      CAPTURE(new_lookups, wanted);
      CHECK(working_set_of(new_lookups, law.exponent()) == Approx(wanted));
    }
  }
}

TEST_CASE("return law: the ages drawn are as often as it says") {
  const ReturnLaw law(0.4, 5);
  constexpr int kDraws = 100'000;
  std::vector<int> older(10, 0);  // than so many steps
  Random random(5);
  for (int i = 0; i < kDraws; ++i) {
    const std::int64_t age = law.age((static_cast<double>(random.below(1u << 20)) + 1) * 0x1p-20);
    REQUIRE(age >= 2);
    for (std::size_t s = 1; s < older.size(); ++s) older[s] += age > static_cast<std::int64_t>(s);
  }
  for (std::size_t s = 1; s < older.size(); ++s) {
    const double share = std::pow(static_cast<double>(s), -law.exponent());
    const double deviation = std::sqrt(share * (1 - share) * kDraws);
    CAPTURE(s);
    CHECK(std::abs(older[s] - share * kDraws) <= 5 * deviation);
  }
}

TEST_CASE("return law: extreme draws and laws are ages") {
  CHECK(ReturnLaw(0.5, 3).age(1) == 2);
  CHECK(ReturnLaw(0.5, 3).age(0x1p-53) > 1'000'000);
  CHECK(ReturnLaw(0.5, ReturnLaw::most_working_set(0.5)).age(0.5) > 1'000'000'000);
  CHECK(ReturnLaw(0.5, ReturnLaw::least_working_set(0.5)).age(0.01) == 2);
}

}  // namespace dsavp

// Rounded parts add up to their rounded total, and are off by less than one.
#include <catch2/catch.hpp>
#include <cmath>

#include "platforms/compare/split.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

TEST_CASE("split: rounding keeps the sum") {
  using Whole = std::vector<std::int64_t>;
  CHECK(rounded_to_sum({0.4, 0.4, 0.4}, 1) == Whole{1, 0, 0});
  CHECK(rounded_to_sum({1.6, 2.6, 0.8}, 5) == Whole{2, 2, 1});
  CHECK(rounded_to_sum({-0.5, 1.5, 0.0}, 1) == Whole{0, 1, 0});
  CHECK(rounded_to_sum({3.0, -7.0, 0.0}, -4) == Whole{3, -7, 0});
  CHECK(rounded_to_sum({0.0, -0.2}, -1) == Whole{0, -1});
  CHECK(rounded_to_sum({}, 0).empty());
}

TEST_CASE("split: random figures, rounded, add up") {
  Random random(71);
  for (int trial = 0; trial < 2000; ++trial) {
    Split split;
    split.total.name = "total";
    const auto figure = [&random] { return (double(random.below(2000000)) - 500000) / 64; };
    for (int i = random.between(1, 8); i > 0; --i) {
      const double a = figure();
      split.parts.push_back({"part", a, random.one_in(3) ? a : figure()});
      split.total.a += a;
      split.total.b += split.parts.back().b;
    }
    const WholeSplit whole = in_units(split, 1, "rest");
    REQUIRE(whole.parts.size() == split.parts.size());
    std::int64_t sum_a = 0;
    std::int64_t sum_b = 0;
    for (std::size_t i = 0; i < whole.parts.size(); ++i) {
      const SplitPart& real = split.parts[i];
      const WholePart& shown = whole.parts[i];
      sum_a += shown.a;
      sum_b += shown.b;
      CHECK(std::abs(double(shown.a) - real.a) < 1);
      CHECK(std::abs(double(shown.difference()) - (real.b - real.a)) < 1);
      if (real.a == real.b) CHECK(shown.difference() == 0);
    }
    CHECK(sum_a == std::llround(split.total.a));
    CHECK(sum_b == std::llround(split.total.b));
    CHECK(whole.total.a == sum_a);
    CHECK(whole.total.b == sum_b);
  }
}

TEST_CASE("split: what the parts leave is a part, unless it is nothing") {
  Split split;
  split.total = {"step", 10, 20};
  split.parts = {{"gather", 4, 11}, {"weights", 6, 8}};
  const WholeSplit with_rest = in_units(split, 1, "not attributed");
  REQUIRE(with_rest.parts.size() == 3);
  CHECK(with_rest.parts[2].name == "not attributed");
  CHECK(with_rest.parts[2].a == 0);
  CHECK(with_rest.parts[2].b == 1);
  CHECK(with_rest.largest(true)->name == "gather");
  CHECK(with_rest.largest(false) == nullptr);
  split.total.b = 19;
  CHECK(in_units(split, 1, "not attributed").parts.size() == 2);
}

}  // namespace
}  // namespace dsavp

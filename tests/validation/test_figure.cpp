#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "platforms/validation/figure.h"

namespace dsavp {
namespace {

Figure figure(double reference, double model, Limit limit) {
  return {"x", reference, model, limit, 2};
}

TEST_CASE("a figure is held to its relative error, both ways, the limit included") {
  const Limit limit{Limit::Kind::kRelativeError, 0.25};
  CHECK(figure(4, 5, limit).passes());
  CHECK(figure(4, 3, limit).passes());
  CHECK_FALSE(figure(4, 5.01, limit).passes());
  CHECK_FALSE(figure(4, 2.99, limit).passes());
  CHECK(*figure(4, 3, limit).error() == -0.25);
}

TEST_CASE("a figure is held to a bound on one side") {
  CHECK(figure(1, 2, {Limit::Kind::kAtLeast, 2}).passes());
  CHECK_FALSE(figure(2, 1.99, {Limit::Kind::kAtLeast, 2}).passes());
  CHECK(figure(9, 2, {Limit::Kind::kAtMost, 2}).passes());
  CHECK_FALSE(figure(2, 2.01, {Limit::Kind::kAtMost, 2}).passes());
}

TEST_CASE("what is not a number passes no limit") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const auto kind :
       {Limit::Kind::kRelativeError, Limit::Kind::kAtLeast, Limit::Kind::kAtMost}) {
    CHECK_FALSE(figure(1, none, {kind, 1}).passes());
  }
  CHECK_FALSE(figure(0, 0, {Limit::Kind::kRelativeError, 0.1}).passes());
  Figure without_reference{"x", std::nullopt, 1, {Limit::Kind::kRelativeError, 0.1}, 2};
  CHECK_FALSE(without_reference.passes());
}

TEST_CASE("figures read as a person writes them") {
  const Figure relative = figure(2, 2.5, {Limit::Kind::kRelativeError, 0.05});
  CHECK(reference_text(relative) == "2.00");
  CHECK(model_text(relative) == "2.50");
  CHECK(error_text(relative) == "+25.0 %");
  CHECK(limit_text(relative) == "5 %");
  CHECK(verdict_text(relative) == "FAILS");
  CHECK(limit_text(figure(1, 1, {Limit::Kind::kAtLeast, 3})) == ">= 3.00");
  CHECK(limit_text(figure(1, 1, {Limit::Kind::kAtMost, 3})) == "<= 3.00");
  CHECK(verdict_text(figure(1, 1, {Limit::Kind::kAtMost, 3})) == "ok");
  CHECK(verdict_text(figure(1, 9, {})).empty());
}

TEST_CASE("errors are summed up by nearest rank over their sizes") {
  std::vector<Figure> figures;
  for (int i = 1; i <= 20; ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    figures.push_back(figure(100, 100 + sign * i, {}));
  }
  std::vector<const Figure*> all;
  for (const Figure& one : figures) all.push_back(&one);
  const ErrorSummary errors = summarise_errors(all);
  CHECK(errors.median == Approx(0.10));
  CHECK(errors.p95 == Approx(0.19));
  CHECK(summarise_errors({all[6]}).median == Approx(0.07));
  CHECK(summarise_errors({all[6]}).p95 == Approx(0.07));
  CHECK_THROWS_AS(summarise_errors({}), std::invalid_argument);
}

}  // namespace
}  // namespace dsavp

#include <catch2/catch.hpp>
#include <stdexcept>

#include "platforms/report/gnuplot.h"
#include "platforms/validation/document.h"
#include "platforms/validation/dram_pictures.h"
#include "platforms/validation/report_json.h"
#include "platforms/validation/report_tables.h"

namespace dsavp {
namespace {

using Catch::Contains;

SuiteReport small_report() {
  const Limit limit{Limit::Kind::kRelativeError, 0.05};
  SuiteReport report;
  report.file = {"small", "/somewhere/small.yaml", "small.yaml"};
  report.title = "A \"small\" {suite}_1";
  report.reference = "made up";
  report.configuration = "a memory";
  report.lines = {
      {"Reads", "quick", {{"fraction of peak", 0.5, 0.51, limit, 3}}, 12345},
      {"Reads", "slow", {{"fraction of peak", 0.5, 0.61, limit, 3}, {"mean ns", 9, 8, {}, 1}}, 1},
      {"Others", "last", {{"latency, ns", 20, 20, limit, 1}}, 0}};
  report.summary = {{"", "all", {{"worst, %", std::nullopt, 22, {}, 1}}, 0}};
  return report;
}

TEST_CASE("what fails is named with both figures and what is allowed") {
  const auto found = failures(small_report());
  REQUIRE(found.size() == 1);
  CHECK(found.front() ==
        "small: slow: fraction of peak is 0.610, the reference's 0.500 (+22.0 %), allowed 5 %");
  SuiteReport report = small_report();
  report.summary.front().figures.front().limit = {Limit::Kind::kAtMost, 20};
  CHECK(failures(report).back() == "small: all: worst, % is 22.0, allowed <= 20.0");
}

TEST_CASE("the terminal has every figure, and the host's speed where there is one") {
  const std::string text = terminal_tables(small_report());
  CHECK_THAT(text, Contains("quick") && Contains("12345") && Contains("+22.0 %") &&
                       Contains("FAILS") && Contains("worst, %"));
  const std::string others = text.substr(text.find("Others"));
  CHECK(others.find("host") == std::string::npos);
}

TEST_CASE("the document has every figure and picture, and nothing of the host") {
  const SuiteReport report = small_report();
  const std::string text = validation_document({{report, dram_pictures(report)}});
  CHECK_THAT(text, Contains("0.610") && Contains("small.yaml") && Contains("a memory") &&
                       Contains("(figures/validation/small-bandwidth.svg)") &&
                       Contains("(figures/validation/small-latency.svg)"));
  CHECK(text.find("12345") == std::string::npos);
  CHECK(text.find("somewhere") == std::string::npos);
  CHECK(text.find("of them beyond it |") != std::string::npos);
}

TEST_CASE("validation.json says of every figure whether it passes") {
  const auto json = report_json({small_report()});
  CHECK(json["passes"] == false);
  const auto& lines = json["suites"][0]["lines"];
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["figures"][0]["passes"] == true);
  CHECK(lines[1]["figures"][0]["passes"] == false);
  CHECK(lines[1]["figures"][0]["error"] == Approx(0.22));
  CHECK(lines[1]["figures"][1]["allowed"].is_null());
  CHECK(json.dump().find("12345") == std::string::npos);
}

TEST_CASE("gnuplot draws the pictures, texts as they are written") {
  for (const Picture& picture : dram_pictures(small_report())) {
    const std::string svg = draw_svg(picture.script, picture.width, picture.height);
    CHECK_THAT(svg, Contains("small") && Contains("{suite}") && Contains("reference"));
    CHECK(svg == draw_svg(picture.script, picture.width, picture.height));
  }
}

TEST_CASE("a script that gnuplot refuses is an error with what it said") {
  CHECK_THROWS_WITH(draw_svg("plot nothing of the kind\n", 100, 100), Contains("undefined"));
}

}  // namespace
}  // namespace dsavp

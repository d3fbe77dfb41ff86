// `dsa-vp trace info`, `validate` and `stats` as a user meets them.
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp::trace_stats_test {
namespace {

using Catch::Contains;

const std::string kLarge = std::string(DSA_TRACE_DIR) + "/code-16k-k2048.h5";
const std::string kSmall = std::string(DSA_TRACE_DIR) + "/code-16k-k512.h5";

// The line of a metric and layer "all" in the CSV.
std::map<std::string, double> means(const ScratchFolder& folder, const std::string& file) {
  const Outcome outcome = dsa_vp(folder, "trace stats --format csv " + file);
  REQUIRE(outcome.status == 0);
  std::map<std::string, double> found;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    std::string source, layer, metric, unit, samples, mean;
    for (std::string* cell : {&source, &layer, &metric, &unit, &samples, &mean}) {
      std::getline(cells, *cell, ',');
    }
    if (source == "trace" && layer == "all" && !mean.empty()) found[metric] = std::stod(mean);
  }
  return found;
}

void check_rounded(double value, double expected, double unit) {
  CHECK(std::abs(value - expected) <= unit / 2);
}

}  // namespace

TEST_CASE("trace stats: the published figures of the shipped traces") {
  const ScratchFolder folder;
  std::map<std::string, double> large = means(folder, kLarge);
  std::map<std::string, double> small = means(folder, kSmall);
  check_rounded(large["new lookups"], 0.319, 0.001);
  check_rounded(small["new lookups"], 0.309, 0.001);
  check_rounded(large["persistence"], 2.57, 0.01);
  check_rounded(small["persistence"], 2.39, 0.02);  // 2.385 here
  check_rounded(large["inter-layer"], 0.408, 0.001);
  check_rounded(small["inter-layer"], 0.380, 0.001);
  check_rounded(large["working set"], 3.59, 0.01);
  check_rounded(small["working set"], 4.85, 0.01);
  check_rounded(large["lookback"], 3.54, 0.01);
  check_rounded(small["lookback"], 10.2, 0.1);
  check_rounded(large["page use 16"], 0.346, 0.001);
  check_rounded(small["page use 16"], 0.272, 0.001);
  check_rounded(large["page use 64"], 0.237, 0.001);
  check_rounded(small["page use 64"], 0.158, 0.001);
}

TEST_CASE("trace stats: the table stands beside what was published") {
  const ScratchFolder folder;
  const Outcome outcome = dsa_vp(folder, "trace stats " + kSmall);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("arXiv 2603.13430") && Contains("arXiv 2608.07009"));
  CHECK_THAT(outcome.out, Contains("are not counted"));
}

TEST_CASE("trace info and validate") {
  const ScratchFolder folder;
  const Outcome info = dsa_vp(folder, "trace info --format json " + kLarge);
  REQUIRE(info.status == 0);
  const auto json = nlohmann::json::parse(info.out);
  CHECK(json["steps"] == 128);
  CHECK(json["layers"] == 12);
  CHECK(json["requests"] == 2);
  CHECK(json["top_k"] == 2048);
  const Outcome valid = dsa_vp(folder, "trace validate " + kLarge);
  CHECK(valid.status == 0);
  CHECK_THAT(valid.out, Contains("6291456 look-ups"));
}

TEST_CASE("trace info, validate and stats: wrong files are one line and status 2") {
  const ScratchFolder folder;
  const std::string text = folder.write("trace.h5", "no trace");
  for (const std::string command : {"info", "validate", "stats"}) {
    INFO(command);
    check_refused(dsa_vp(folder, "trace " + command + " none.h5"), 2, Contains("none.h5"));
    check_refused(dsa_vp(folder, "trace " + command + " " + text), 2, Contains("trace.h5"));
  }
}

}  // namespace dsavp::trace_stats_test

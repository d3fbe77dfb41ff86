// Two sweeps compared, from fabricated folders.
#include <catch2/catch.hpp>

#include "platforms/compare/sweep_comparison.h"
#include "platforms/config/config_error.h"
#include "tests/unit/compare/compare_json.h"

namespace dsavp {
namespace {

using Catch::Contains;

// A sweep over workload.batch whose gathers take `gather_us` more than 20; below 0: not run.
std::string sweep_folder(const ScratchFolder& scratch, const std::string& name,
                         const std::vector<std::pair<int, double>>& gather_us_of_batch) {
  ResultJson points = ResultJson::array();
  for (const auto& [batch, gather_us] : gather_us_of_batch) {
    const std::string digest = "abc" + std::to_string(batch);
    points.push_back(
        {{"digest", digest},
         {"settings", {{"workload.batch", std::to_string(batch)}, {"include", "h100.yaml"}}}});
    if (gather_us < 0) continue;
    ResultJson result = result_json();
    result["summary"]["time_us"]["gather"] = 20 + gather_us;
    result["summary"]["step_time_us"]["mean"] = 133 + gather_us;
    run_folder(scratch, name + "/points/" + digest, result, "workload:\n  name: " + name + "\n");
  }
  scratch.write(name + "/sweep.json",
                ResultJson{{"schema", "dsa-vp sweep"}, {"version", 1}, {"points", points}}.dump());
  return scratch.path(name);
}

TEST_CASE("compare sweeps: points of the same settings are matched, others listed") {
  const ScratchFolder scratch;
  const SweepComparison c = compare_sweeps(
      read_compared_sweep(sweep_folder(scratch, "a", {{1, 0}, {2, 1}, {4, 2}, {8, -1}, {16, 0}})),
      read_compared_sweep(sweep_folder(scratch, "b", {{16, 3}, {4, 1}, {2, -1}, {8, 0}, {3, 0}})));
  REQUIRE(c.points.size() == 2);
  CHECK(settings_text(c.points[0].settings) == "workload.batch 4, include h100.yaml");
  CHECK(step_split(c.points[0].runs, 1e-6).total.difference() == -1000000);
  CHECK(step_split(c.points[1].runs, 1e-6).total.difference() == 3000000);
  CHECK(c.only_a == std::vector<std::string>{"workload.batch 1, include h100.yaml"});
  CHECK(c.only_b == std::vector<std::string>{"workload.batch 3, include h100.yaml"});
  CHECK(c.unfinished == std::vector<std::string>{"workload.batch 2, include h100.yaml",
                                                 "workload.batch 8, include h100.yaml"});
  const std::string text = sweep_comparison_text(c);
  CHECK_THAT(text, Contains("workload.name") && Contains("gather -1.000") &&
                       Contains("gather +3.000") && Contains("shorter at 1, longer at 1") &&
                       Contains("Only in A:\n  workload.batch 1") &&
                       Contains("Only in B:\n  workload.batch 3"));
  CHECK(sweep_comparison_json(c)["points"][1]["runs"]["step_time_ps"]["difference"] == 3000000);
  CHECK_THAT(sweep_comparison_csv(c),
             Contains("\"workload.batch 4, include h100.yaml\",135000000,134000000,-1000000,") &&
                 Contains(",0,0,0,-1000000,0,0\n"));
}

TEST_CASE("compare sweeps: the same folder twice is identical") {
  const ScratchFolder scratch;
  const std::string folder = sweep_folder(scratch, "a", {{1, 0}, {2, 1}});
  const SweepComparison c =
      compare_sweeps(read_compared_sweep(folder), read_compared_sweep(folder));
  CHECK(sweep_comparison_text(c) ==
        "The sweeps are identical: same configuration and same results at every point.\n");
}

TEST_CASE("compare sweeps: nothing in common is said") {
  const ScratchFolder scratch;
  const SweepComparison c =
      compare_sweeps(read_compared_sweep(sweep_folder(scratch, "a", {{1, 0}})),
                     read_compared_sweep(sweep_folder(scratch, "b", {{2, 0}})));
  CHECK_THAT(sweep_comparison_text(c), Contains("No point has a result in both."));
}

TEST_CASE("compare sweeps: a point that is no result is refused") {
  const ScratchFolder scratch;
  const std::string folder = sweep_folder(scratch, "a", {{1, 0}});
  scratch.write("a/points/abc1/result.json", "{");
  CHECK_THROWS_AS(compare_sweeps(read_compared_sweep(folder), read_compared_sweep(folder)),
                  ConfigError);
}

}  // namespace
}  // namespace dsavp

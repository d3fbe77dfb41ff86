// `dsa-vp trace synth` as a user meets it, and its presets against what was published.
#include <map>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp::trace_synth_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

constexpr double kTolerance = 0.05;

Json json_of(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = dsa_vp(folder, "trace " + arguments + " --format json");
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  return Json::parse(outcome.out);
}

double miss_percent(const ScratchFolder& folder, const std::string& trace, int tokens,
                    const std::string& policy) {
  const Json total =
      json_of(folder, "hits " + trace + " --capacity-tokens " + std::to_string(tokens) +
                          " --lookup held --policy " + policy)["total"];
  return 100.0 * total["misses"].get<double>() / total["lookups"].get<double>();
}

void check_statistics(const ScratchFolder& folder, const std::string& trace,
                      const std::map<std::string, double>& published) {
  const Json statistics = json_of(folder, "stats " + trace)["whole"];
  for (const auto& [metric, value] : published) {
    CAPTURE(metric);
    CHECK(statistics[metric]["mean"].get<double>() == Approx(value).epsilon(kTolerance));
  }
}

}  // namespace

TEST_CASE("trace synth: levy-2026 has the means of arXiv 2603.13430, table 3") {
  const ScratchFolder folder;
  const std::string trace = folder.path("levy.h5");
  for (const char* seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    json_of(folder, "synth " + trace + " --preset levy-2026 --seed " + seed);
    check_statistics(folder, trace,
                     {{"working set", 5.15},
                      {"persistence", 1.82},
                      {"lookback", 3.29},
                      {"new lookups", 0.55},
                      {"inter-layer", 0.36}});
  }
}

TEST_CASE("trace synth: hisparse-glm-5.1 has the miss rates of arXiv 2608.07009", "[long]") {
  const ScratchFolder folder;
  const std::string trace = folder.path("glm.h5");
  for (const char* seed : {"1", "2", "3"}) {
    CAPTURE(seed);
    json_of(folder, "synth " + trace + " --preset hisparse-glm-5.1 --seed " + seed);
    check_statistics(folder, trace, {{"new lookups", 0.30}});
    CHECK(miss_percent(folder, trace, 2048, "lru") == Approx(30).epsilon(kTolerance));
    CHECK(miss_percent(folder, trace, 4096, "lru") == Approx(13.4).epsilon(kTolerance));
    CHECK(miss_percent(folder, trace, 8192, "lru") == Approx(6.7).epsilon(kTolerance));
    CHECK(miss_percent(folder, trace, 4096, "fifo") == Approx(17.2).epsilon(kTolerance));
    CHECK(miss_percent(folder, trace, 4096, "random") == Approx(16.1).epsilon(kTolerance));
    CHECK(miss_percent(folder, trace, 4096, "optimum") == Approx(8.2).epsilon(kTolerance));
  }
}

TEST_CASE("trace synth: options replace the preset's, and the file says how it was made") {
  const ScratchFolder folder;
  const std::string trace = folder.path("t.h5");
  const Json made = json_of(folder, "synth " + trace +
                                        " --k 64 --context 900 --layers 3 --requests 2 --steps 60 "
                                        "--new-lookups 0.4 --working-set 4 --seed 9");
  CHECK(made["figures"][0]["wanted"] == 0.4);
  CHECK(made["figures"][1]["wanted"] == 2.5);
  const Json info = json_of(folder, "info " + trace);
  CHECK(info["steps"] == 60);
  CHECK(info["layers"] == 3);
  CHECK(info["requests"] == 2);
  CHECK(info["top_k"] == 64);
  CHECK(info["longest_context"] == 959);
  CHECK_THAT(info["source"].get<std::string>(), Contains("seed 9") && Contains("working set 4"));
  const Outcome valid = dsa_vp(folder, "trace validate " + trace);
  CHECK(valid.status == 0);
}

TEST_CASE("trace synth: one table, or a line of CSV for each figure") {
  const ScratchFolder folder;
  const std::string trace = folder.path("t.h5") + " --layers 1 --requests 1 --steps 20";
  const Outcome table = dsa_vp(folder, "trace synth " + trace);
  CHECK(table.status == 0);
  // Too few steps for a working set, too few layers for an overlap.
  CHECK_THAT(table.out, Contains("working set") && Contains("  -"));
  const Outcome csv = dsa_vp(folder, "trace synth --format csv " + trace);
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 6);
  CHECK_THAT(csv.out, Contains("working set,k,5.15,,,\n"));
}

TEST_CASE("trace synth: wrong input is one line and status 2, and leaves no file") {
  const ScratchFolder folder;
  const std::string trace = folder.path("t.h5");
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace synth " + trace + " " + arguments), 2, Contains(message));
    for (const std::string& name : folder.names()) CHECK_THAT(name, !Contains("t.h5"));
  };
  refused("--k 501", "--context: is 1000, expected at least 2 k = 1002");
  refused("--new-lookups 0", "--new-lookups");
  refused("--working-set 9", "--working-set: is 9, expected 1.55 to 7.812");
  refused("--lookback 0", "--lookback");
  refused("--inter-layer 2", "--inter-layer");
  refused("--seed -1", "--seed");
  refused("--new-lookups-sigma nan", "--new-lookups-sigma: is nan, expected 0 to 1");
  const Outcome nowhere = dsa_vp(folder, "trace synth /nonexistent/t.h5 --steps 2");
  check_refused(nowhere, 2, Contains("/nonexistent/t.h5"));
}

}  // namespace dsavp::trace_synth_test

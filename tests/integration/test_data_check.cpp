// Tokens' data checked on the whole platform: every token of a sound run is right, and results are
// those of a run without data.
#include <catch2/catch.hpp>

#include "platforms/run_study.h"
#include "tests/integration/data_check_util.h"
#include "tests/support/command_line.h"

namespace dsavp {
namespace {

using Json = nlohmann::json;
using Settings = std::vector<std::string>;

const Settings kSlice = {"workload.layers=3", "workload.steps=4", "workload.batch=2"};
const auto kAbstractions = {"simulation.abstraction=at", "simulation.abstraction=lt"};

Settings slice(const Settings& more) {
  Settings all = kSlice;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Json run_trace(const Study& study) {
  return test::simulate([&study] {
    TraceSource source(study.config.trace.file, study.steps);
    Json run = test::run_with_data(study, source, test::nobody);
    source.rethrow_error();
    return run;
  });
}

Json run_rewritten(const Study& study, int steps) {
  return test::simulate([&] {
    test::RewrittenTokens source(steps);
    return test::run_with_data(study, source, test::nobody);
  });
}

Json run_to(const std::string& output, const std::string& check_data) {
  return test::simulate([&]() -> Json {
    RunOptions options;
    options.output = output;
    run_study(test::quickstart(
                  {"workload.steps=3", "workload.layers=4", "simulation.check_data=" + check_data}),
              options);
    return nullptr;
  });
}

}  // namespace

TEST_CASE("data: every token of a run is right, and no result changes") {
  const std::string abstraction = GENERATE(values<std::string>({"at", "lt"}));
  for (const Settings& more : std::vector<Settings>{
           {"llc.reservation.lookup=step"},
           {"llc.reservation.lookup=sequential"},
           {"llc.reservation.lookup=held", "llc.reservation.policy=clock"},
           {"llc.reservation.lookup=step", "llc.reservation.scope=layer",
            "llc.reservation.bytes=2 MiB"},
           {"llc.reservation.granule_tokens=8"},
           {"llc.reservation.granule_tokens=8", "llc.reservation.lookup=sequential",
            "llc.reservation.bytes=2 MiB"},
           {"llc.reservation.granule_tokens=8", "llc.reservation.lookup=held"},
           {"llc.reservation.bytes=0"},
           {"llc.reservation.bytes=0", "llc.ways=0"},
           {"llc.reservation.lookup=sequential", "sparse_attention.lanes=8",
            "sparse_attention.lane_bytes=12", "sparse_attention.loads_per_lane=1"},
           {"llc.reservation.granule_tokens=8", "sparse_attention.lanes=8",
            "sparse_attention.lane_bytes=16", "sparse_attention.loads_per_lane=1"},
           {"workload.tensor_parallel=1"},
           {"llc.misses_in_flight=7", "llc.queue_depth=2", "hbm.queue_depth=3"},
       }) {
    INFO(abstraction << ", " << more.front() << (more.size() > 1 ? ", " + more[1] : ""));
    Settings settings = slice(more);
    settings.push_back("simulation.abstraction=" + abstraction);
    const Json checked = run_trace(test::checked(settings));
    const Json plain = run_trace(test::quickstart(settings));
    CHECK(checked["result"].dump() == plain["result"].dump());
    CHECK(checked["verified"] == checked["result"]["summary"]["kv"]["lookups"]);
    CHECK(checked["verified"] > 0);
    CHECK(plain["verified"] == 0);
  }
}

TEST_CASE("data: a token that is written again while the cache holds it is the new one") {
  for (const std::string abstraction : kAbstractions) {
    for (const Settings& more : std::vector<Settings>{{"llc.reservation.lookup=step"},
                                                      {"llc.reservation.lookup=sequential"},
                                                      {"llc.reservation.granule_tokens=8"},
                                                      {"llc.reservation.bytes=0"}}) {
      INFO(abstraction << ", " << more.front());
      Settings settings = slice(more);
      settings.push_back(abstraction);
      const Json run = run_rewritten(test::checked(settings), 4);
      const Json& kv = run["result"]["summary"]["kv"];
      CHECK(run["verified"] == 4 * 3 * 2 * 201);
      CHECK(run["verified"] == kv["lookups"]);
      // All but the first two steps' sets, and in the second the token written last.
      const bool reserved = more.front() != "llc.reservation.bytes=0";
      if (reserved) CHECK(kv["hits"] >= 3 * 2 * (2 * 201 + 1));
    }
  }
}

TEST_CASE("simulation.check_data changes no file but the host's") {
  const ScratchFolder folder;
  run_to(folder.path("off"), "false");
  run_to(folder.path("on"), "true");
  for (const char* file : {"/result.json", "/steps.csv"}) {
    CHECK(content_of(folder.path("off") + file) == content_of(folder.path("on") + file));
  }
  const auto verified = [&folder](const std::string& run) {
    return Json::parse(content_of(folder.path(run + "/host.json")))["tokens_verified"]
        .get<std::int64_t>();
  };
  CHECK(verified("off") == 0);
  CHECK(verified("on") == 3 * 4 * 2048);
}

}  // namespace dsavp

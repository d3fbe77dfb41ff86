// The loosely-timed platform beside the approximately-timed one: the same hits, the same bytes, and
// step times within 5 %.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>

#include "tests/integration/platform_test_util.h"
#include "tests/support/scratch_folder.h"

namespace dsavp {
namespace {

using test::run_platform;
using Json = nlohmann::json;
using Settings = std::vector<std::string>;

constexpr double kStepTolerance = 0.05;

Json run(const std::string& file, Settings settings, const std::string& abstraction) {
  settings.push_back("simulation.abstraction=" + abstraction);
  return run_platform(load_study(file, settings));
}

// What does not depend on how time is modelled.
Json counts_of(const Json& result) {
  const Json& s = result["summary"];
  Json counts = {s["kv"],
                 s["bytes_appended"],
                 s["hbm"]["bytes_read"],
                 s["hbm"]["bytes_written"],
                 s["llc"]["bytes_read_from_memory"],
                 s["llc"]["bytes_written_to_memory"],
                 s["llc"]["ordinary_lookups"],
                 s["llc"]["ordinary_hits"],
                 s["transactions"]["begun"],
                 s["transactions"]["ended"]};
  for (const Json& layer : result["layers"]) counts.push_back({layer["kv"], layer["hbm"]});
  for (const char* part : {"weight_streamer", "indexer", "sparse_attention"}) {
    counts.push_back({result["parts"][part]["reads"], result["parts"][part]["bytes"]});
  }
  counts.push_back({result["parts"]["hbm"]["transactions"],
                    result["parts"]["interconnect"]["transactions"],
                    result["parts"]["interconnect"]["bytes"]});
  return counts;
}

double change(const Json& at, const Json& lt) {
  if (at == lt) return 0;
  return lt.get<double>() / at.get<double>() - 1;
}

// Prints a line of the table, for the record.
void check_alike(const std::string& name, const std::string& file, const Settings& settings) {
  INFO(name);
  const Json at = run(file, settings, "at");
  const Json lt = run(file, settings, "lt");
  CHECK(counts_of(lt) == counts_of(at));
  const Json& before = at["summary"]["time_us"];
  const Json& after = lt["summary"]["time_us"];
  const double step = change(before["total"], after["total"]);
  std::printf("lt against at, %-44s step %+5.2f %%, gather %+5.2f %%, indexer %+5.2f %%\n",
              name.c_str(), 100 * step, 100 * change(before["gather"], after["gather"]),
              100 * change(before["indexer"], after["indexer"]));
  CHECK(std::abs(step) < kStepTolerance);
}

std::string study_on(const ScratchFolder& folder, const std::string& hardware,
                     const std::string& model) {
  std::ofstream file(folder.path("study.yaml"));
  file << "include: [" DSA_CONFIG_DIR "/hardware/" << hardware
       << ".yaml, " DSA_CONFIG_DIR "/models/" << model << ".yaml]\n"
       << "workload: {layers: 6, batch: 2, tensor_parallel: 8, steps: 6}\n"
       << "trace: {file: " DSA_TRACE_DIR "/code-16k-k2048.h5, cycle: true}\n"
       << "llc: {reservation: {bytes: 8 MiB, scope: layer, policy: lru, lookup: step}}\n";
  return folder.path("study.yaml");
}

}  // namespace

TEST_CASE("the shipped studies: hits and bytes are the same, steps take as long", "[long]") {
  const std::string studies = DSA_CONFIG_DIR "/studies/";
  for (const char* study : {"quickstart", "paper-reservation"}) {
    check_alike(study, studies + study + ".yaml", {"workload.steps=16"});
  }
}

TEST_CASE("so they are whatever the look-up, the granule, the policy and what is in flight",
          "[long]") {
  const std::string quickstart = DSA_CONFIG_DIR "/studies/quickstart.yaml";
  const Settings base = {"workload.steps=8", "workload.layers=6", "llc.reservation.bytes=6 MiB"};
  for (const Settings& more : std::vector<Settings>{
           {"llc.reservation.bytes=0"},
           {"llc.reservation.lookup=sequential"},
           {"llc.reservation.lookup=held"},
           {"llc.reservation.policy=optimum"},
           {"llc.reservation.granule_tokens=8"},
           {"llc.reservation.granule_tokens=8", "llc.reservation.lookup=sequential"},
           {"llc.reservation.bytes=3 MiB", "llc.reservation.granule_tokens=64"},
           {"sparse_attention.reads_in_flight=1"},
           {"sparse_attention.reads_in_flight=1", "llc.reservation.bytes=0"},
           {"workload.tensor_parallel=1"},
           {"workload.attention=dense", "llc.reservation.bytes=0"},
           {"workload.attention=contiguous", "llc.reservation.bytes=0"},
           {"llc.reservation.all_resident=true", "llc.reservation.bytes=0"},
           {"llc.misses_in_flight=16"},
           {"llc.queue_depth=4", "hbm.queue_depth=8"},
           {"workload.batch=4", "llc.reservation.scope=global"}}) {
    Settings settings = base;
    settings.insert(settings.end(), more.begin(), more.end());
    std::string name;
    for (const std::string& setting : more) name += setting.substr(setting.find('.') + 1) + " ";
    check_alike(name, quickstart, settings);
  }
}

TEST_CASE("so they are on every accelerator", "[long]") {
  const ScratchFolder folder;
  for (const char* hardware : {"h100", "h200", "b200", "mi300x", "gaudi3"}) {
    for (const char* model : {"llama-3.1-70b", "deepseek-v3.2"}) {
      check_alike(std::string(hardware) + ", " + model, study_on(folder, hardware, model), {});
    }
  }
}

TEST_CASE("how far units run ahead changes nothing, and neither does another run") {
  const std::string quickstart = DSA_CONFIG_DIR "/studies/quickstart.yaml";
  Json expected;
  for (const char* quantum : {"1000", "1000", "0", "37.5", "1000000"}) {
    INFO(quantum);
    const Json result = run(
        quickstart,
        {"workload.steps=3", "workload.layers=4", std::string("simulation.quantum_ns=") + quantum},
        "lt");
    if (expected.is_null()) expected = result;
    CHECK(result == expected);
  }
}

TEST_CASE("what there is too little of costs time when loosely timed too") {
  const std::string quickstart = DSA_CONFIG_DIR "/studies/quickstart.yaml";
  const auto gather_us = [&](const std::string& setting) {
    const Settings settings = {"workload.steps=4", "workload.layers=4", setting};
    return run(quickstart, settings, "lt")["summary"]["time_us"]["gather"].get<double>();
  };
  const double as_shipped = gather_us("llc.misses_in_flight=8192");
  CHECK(gather_us("llc.misses_in_flight=8") > 1.5 * as_shipped);
  CHECK(gather_us("hbm.queue_depth=8") > 1.5 * as_shipped);
  CHECK(gather_us("llc.bandwidth_gbps=100") > 1.5 * as_shipped);
  CHECK(gather_us("interconnect.bandwidth_gbps=100") > 1.5 * as_shipped);
  CHECK(gather_us("sparse_attention.reads_in_flight=4") > 1.5 * as_shipped);
}

}  // namespace dsavp

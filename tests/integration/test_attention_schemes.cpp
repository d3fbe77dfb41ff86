// Dense and contiguous attention, and the bound of all tokens resident, in the platform: what is read,
// in both abstractions.
#include <catch2/catch.hpp>

#include "platforms/config/config_error.h"
#include "tests/integration/platform_test_util.h"

namespace dsavp {
namespace {

using SchemeJson = nlohmann::json;
using test::quickstart;
using test::run_platform;

const std::vector<std::string> kCase = {"workload.layers=3", "workload.batch=2", "workload.steps=4",
                                        "llc.reservation.bytes=0"};

Study study_with(std::vector<std::string> more) {
  more.insert(more.begin(), kCase.begin(), kCase.end());
  return quickstart(more);
}

// Tokens visible, summed over steps and requests; straight from the trace.
Bytes contexts_of(const Study& study) {
  TraceReader reader(study.config.trace.file);
  TraceStep step;
  Bytes sum = 0;
  for (std::int64_t i = 0; i < study.steps && reader.next(step); ++i) {
    for (const std::int64_t context : step.context_length) sum += static_cast<Bytes>(context);
  }
  return sum;
}

Bytes weights_of(const Study& study, const ModelShape& shape) {
  Bytes sum = 0;
  for (int layer = 0; layer < study.layers; ++layer) {
    sum += shape.weights_before_gather(layer).bytes + shape.weights_after_gather(layer).bytes;
  }
  return sum * static_cast<Bytes>(study.steps);
}

void check_phases_add_up(const SchemeJson& result) {
  const SchemeJson& t = result["summary"]["time_us"];
  const double sum = t["weights"].get<double>() + t["append"].get<double>() +
                     t["indexer"].get<double>() + t["gather"].get<double>() +
                     t["attention"].get<double>();
  CHECK(sum == Approx(t["total"].get<double>()).epsilon(1e-9));
}

}  // namespace

TEST_CASE("dense attention reads the whole context, and has no indexer") {
  const std::string abstraction = GENERATE("at", "lt");
  const Study study =
      study_with({"workload.attention=dense", "simulation.abstraction=" + abstraction});
  const SchemeJson result = run_platform(study);
  const ModelShape shape(study.config.model, 8, 2);
  const Bytes kv = contexts_of(study) * 3 * shape.kv_bytes();
  CHECK(result["parts"]["sparse_attention"]["bytes"] == kv);
  CHECK(result["parts"]["indexer"]["bytes"] == 0);
  CHECK(result["summary"]["time_us"]["indexer"] == 0);
  CHECK(result["summary"]["kv"]["lookups"] == 0);
  // Neither the indexer's projections nor its keys.
  const Bytes weights = result["parts"]["weight_streamer"]["bytes"];
  const IndexerShape& indexer = study.config.model.indexer;
  const auto hidden = static_cast<Bytes>(study.config.model.hidden);
  const auto heads = static_cast<Bytes>(indexer.heads);
  const auto dim = static_cast<Bytes>(indexer.dim);
  const Bytes projections = 2 * hidden * (heads * dim + dim + heads);
  CHECK(weights == weights_of(study, shape) - 3 * 4 * projections);
  CHECK(result["summary"]["bytes_appended"] == 3 * 2 * 4 * shape.kv_bytes());
  CHECK(result["summary"]["hbm"]["bytes_read"] == weights + kv);
  check_phases_add_up(result);
}

TEST_CASE("contiguous attention reads as many tokens as were chosen, in few transactions") {
  const std::string abstraction = GENERATE("at", "lt");
  const Study study =
      study_with({"workload.attention=contiguous", "simulation.abstraction=" + abstraction});
  const Study sparse = study_with({"simulation.abstraction=" + abstraction});
  const SchemeJson result = run_platform(study);
  const SchemeJson beside = run_platform(sparse);
  const auto& engine = result["parts"]["sparse_attention"];
  CHECK(engine["bytes"] == beside["parts"]["sparse_attention"]["bytes"]);
  CHECK(result["summary"]["hbm"]["bytes_read"] == beside["summary"]["hbm"]["bytes_read"]);
  // 1 MiB that begins anywhere touches two chunks of 1 MiB.
  CHECK(engine["reads"].get<int>() <= 3 * 2 * 4 * 2);
  CHECK(result["summary"]["kv"]["lookups"] == 0);
  CHECK(result["parts"]["indexer"]["bytes"] == beside["parts"]["indexer"]["bytes"]);
  CHECK(result["summary"]["time_us"]["gather"] < beside["summary"]["time_us"]["gather"]);
  check_phases_add_up(result);
}

TEST_CASE("with all tokens resident every look-up hits, and no token comes from memory") {
  const std::string abstraction = GENERATE("at", "lt");
  const std::string lookup = GENERATE("step", "sequential", "held");
  INFO(abstraction << " " << lookup);
  const Study study =
      study_with({"llc.reservation.all_resident=true", "llc.reservation.lookup=" + lookup,
                  "simulation.abstraction=" + abstraction});
  const SchemeJson result = run_platform(study);
  const SchemeJson& kv = result["summary"]["kv"];
  CHECK(kv["lookups"] == 3 * 2 * 4 * 2048);
  CHECK(kv["hits"] == kv["lookups"]);
  CHECK(kv["misses"] == 0);
  CHECK(kv["evictions"] == 0);
  const ModelShape shape(study.config.model, 8, 2);
  CHECK(result["summary"]["hbm"]["bytes_read"] ==
        weights_of(study, shape) + contexts_of(study) * 3 * shape.key_bytes());
  check_phases_add_up(result);
}

TEST_CASE("schemes and bounds refuse what they leave no place for") {
  const auto refusal = [](const std::vector<std::string>& settings) {
    try {
      quickstart(settings);
    } catch (const ConfigError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  using Catch::Contains;
  CHECK_THAT(refusal({"workload.attention=dense"}), Contains("nothing can be reserved"));
  CHECK_THAT(refusal({"workload.attention=contiguous", "llc.reservation.bytes=0",
                      "simulation.check_data=true"}),
             Contains("none can be checked"));
  CHECK_THAT(refusal({"llc.reservation.all_resident=true"}),
             Contains("llc.reservation.bytes has to be 0"));
  CHECK_THAT(refusal({"llc.reservation.all_resident=true", "llc.reservation.bytes=0",
                      "simulation.check_data=true"}),
             Contains("no data to check"));
}

}  // namespace dsavp

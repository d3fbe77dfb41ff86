// The whole platform on the real traces: every figure that it reports adds up.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/llc/token_directory.h"
#include "testbench/traces/trace_reader.h"
#include "tests/integration/platform_test_util.h"

namespace dsavp {
namespace {

using test::quickstart;
using test::run_platform;
using Json = nlohmann::json;
using Settings = std::vector<std::string>;

const std::string kOtherTrace = "trace.file=" DSA_TRACE_DIR "/code-16k-k512.h5";

// What the trace itself says that a study's steps hold.
struct Expected {
  std::int64_t tokens = 0;
  std::int64_t contexts = 0;  // summed over steps and requests
};

Expected expected_of(const Study& study) {
  Expected sum;
  TraceReader reader(study.config.trace.file);
  TraceStep step;
  for (std::int64_t i = 0; i < study.steps && reader.next(step); ++i) {
    for (int request = 0; request < study.config.workload.batch; ++request) {
      sum.contexts += step.context_length[request % step.requests];
      for (int layer = 0; layer < study.layers; ++layer) {
        sum.tokens += static_cast<std::int64_t>(
            step.set(layer % step.layers, request % step.requests).size());
      }
    }
  }
  return sum;
}

// The same steps through the directory core alone.
DirectoryCounters directory_of(const Study& study) {
  const int batch = study.config.workload.batch;
  const ModelShape shape(study.config.model, study.config.workload.tensor_parallel, batch);
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < study.layers; ++layer) {
    for (int request = 0; request < batch; ++request) {
      TokenWindow window;
      window.base = Address{windows.size()} << 40;
      window.token_bytes = shape.kv_bytes();
      window.tokens = static_cast<std::uint32_t>(study.context_capacity);
      window.layer = static_cast<std::uint32_t>(layer);
      window.request = static_cast<std::uint32_t>(request);
      windows.push_back(window);
    }
  }
  const ReservationConfig& reservation = study.config.llc.reservation;
  TokenDirectory directory(windows, reservation);
  TraceReader reader(study.config.trace.file);
  TraceStep step;
  std::vector<Verdict> verdicts(static_cast<std::size_t>(study.trace.top_k));
  for (std::int64_t i = 0; i < study.steps && reader.next(step); ++i) {
    for (int layer = 0; layer < study.layers; ++layer) {
      for (int request = 0; request < batch; ++request) {
        const IndexSpan set = step.set(layer % step.layers, request % step.requests);
        const std::size_t window = static_cast<std::size_t>(layer) * batch + request;
        if (reservation.lookup == LookupOrder::kStep) {
          directory.step(window, set.data(), set.size(), verdicts.data());
        } else {
          for (const std::int32_t token : set) {
            directory.access(window, static_cast<std::uint32_t>(token));
          }
        }
      }
    }
  }
  return directory.counters();
}

void check_tokens(const Json& kv, const DirectoryCounters& expected) {
  CHECK(kv["lookups"] == expected.lookups);
  CHECK(kv["hits"] == expected.hits);
  CHECK(kv["misses"] == expected.misses);
  CHECK(kv["bypassed"] == expected.bypassed);
  CHECK(kv["evictions"] == expected.evictions);
}

void check_bytes(const Study& study, const Json& result, const Expected& expected) {
  const Json& s = result["summary"];
  const Json& parts = result["parts"];
  const ModelShape shape(study.config.model, study.config.workload.tensor_parallel,
                         study.config.workload.batch);
  Bytes weights = 0;
  for (int layer = 0; layer < study.layers; ++layer) {
    weights += shape.weights_before_gather(layer).bytes + shape.weights_after_gather(layer).bytes;
  }
  const auto steps = static_cast<Bytes>(study.steps);
  const auto layers = static_cast<Bytes>(study.layers);
  const Bytes keys = static_cast<Bytes>(expected.contexts) * layers * shape.key_bytes();
  CHECK(parts["weight_streamer"]["bytes"] == steps * weights);
  CHECK(parts["indexer"]["bytes"] == keys);
  CHECK(parts["sparse_attention"]["bytes"] ==
        static_cast<Bytes>(expected.tokens) * shape.kv_bytes());
  CHECK(parts["sparse_attention"]["reads"] == expected.tokens);

  // No stream comes back before gigabytes of others have passed, so only tokens hit.
  const auto misses = s["kv"]["misses"].get<Bytes>();
  CHECK(s["hbm"]["bytes_read"] == misses * shape.kv_bytes() + steps * weights + keys);
  const Bytes appended = steps * layers * static_cast<Bytes>(study.config.workload.batch) *
                         (shape.kv_bytes() + shape.key_bytes());
  CHECK(s["hbm"]["bytes_written"] == appended);
  CHECK(s["bytes_appended"] == appended);
  CHECK(s["llc"]["bytes_read_from_memory"] == s["hbm"]["bytes_read"]);
  CHECK(s["llc"]["bytes_written_to_memory"] == s["hbm"]["bytes_written"]);
}

void check_times(const Json& result) {
  const double end = result["summary"]["simulated_time_us"];
  for (const auto& [name, part] : result["parts"].items()) {
    INFO(name);
    const double busy = part["busy_us"];
    const double stalled = part["stalled_us"];
    const double idle = part["idle_us"];
    CHECK(busy >= 0);
    CHECK(stalled >= 0);
    CHECK(idle >= 0);
    CHECK(busy + stalled + idle == Approx(end).epsilon(1e-12));
  }
  const Json& s = result["summary"];
  const Json& t = s["time_us"];
  const double phases = t["weights"].get<double>() + t["append"].get<double>() +
                        t["indexer"].get<double>() + t["gather"].get<double>() +
                        t["attention"].get<double>();
  CHECK(phases == Approx(t["total"].get<double>()).epsilon(1e-9));
  CHECK(phases == Approx(s["step_time_us"]["mean"].get<double>()).epsilon(1e-9));
  const double steps = s["steps"];
  CHECK(s["setup_time_us"].get<double>() + steps * phases == Approx(end).epsilon(1e-9));
  CHECK(s["hbm"]["utilisation"].get<double>() <= 1);
}

void check_sums(const Json& result) {
  const Json& s = result["summary"];
  std::int64_t hits = 0;
  Bytes read = 0;
  double gather = 0;
  for (const Json& layer : result["layers"]) {
    hits += layer["kv"]["hits"].get<std::int64_t>();
    read += layer["hbm"]["bytes_read"].get<Bytes>();
    gather += layer["time_us"]["gather"].get<double>();
    CHECK(layer["kv"]["hits"].get<std::int64_t>() + layer["kv"]["misses"].get<std::int64_t>() ==
          layer["kv"]["lookups"].get<std::int64_t>());
  }
  CHECK(hits == s["kv"]["hits"]);
  CHECK(read == s["hbm"]["bytes_read"]);
  CHECK(gather == Approx(s["time_us"]["gather"].get<double>()));
  CHECK(s["transactions"]["begun"] == s["transactions"]["ended"]);
}

void check_conservation(Settings settings) {
  for (const char* abstraction : {"at", "lt"}) {
    INFO(settings.front() << ", " << abstraction);
    settings.push_back(std::string("simulation.abstraction=") + abstraction);
    const Study study = quickstart(settings);
    const Json result = run_platform(study);
    const Expected expected = expected_of(study);
    const Json& kv = result["summary"]["kv"];
    CHECK(kv["lookups"] == expected.tokens);
    CHECK(kv["hits"].get<std::int64_t>() + kv["misses"].get<std::int64_t>() == expected.tokens);
    if (study.config.llc.reservation.bytes > 0) check_tokens(kv, directory_of(study));
    check_bytes(study, result, expected);
    check_times(result);
    check_sums(result);
  }
}

}  // namespace

TEST_CASE("everything adds up on code-16k-k2048, with and without a reservation", "[long]") {
  check_conservation({"workload.steps=12"});
  check_conservation({"workload.steps=12", "llc.reservation.bytes=0"});
  check_conservation({"workload.steps=12", "llc.reservation.lookup=sequential"});
}

TEST_CASE("everything adds up on code-16k-k512, for two requests of the trace's own layers",
          "[long]") {
  const Settings base = {kOtherTrace, "workload.layers=12", "workload.batch=2", "trace.cycle=false",
                         "workload.steps=16"};
  for (const char* more :
       {"llc.reservation.bytes=0", "llc.reservation.bytes=3 MiB", "llc.reservation.bytes=12 MiB"}) {
    Settings settings = base;
    settings.push_back(more);
    INFO(more);
    check_conservation(settings);
  }
}

TEST_CASE("the platform's counters are the directory core's, for every scope and look-up order") {
  for (const char* scope : {"layer-request", "layer", "global"}) {
    for (const char* lookup : {"step", "sequential"}) {
      const Study study =
          quickstart({kOtherTrace, "workload.layers=6", "workload.batch=3", "workload.steps=6",
                      "llc.reservation.bytes=5 MiB", std::string("llc.reservation.scope=") + scope,
                      std::string("llc.reservation.lookup=") + lookup});
      INFO(scope << ", " << lookup);
      check_tokens(run_platform(study)["summary"]["kv"], directory_of(study));
    }
  }
}

TEST_CASE("a reservation takes exactly hits x bytes per token off the HBM's reads") {
  const Json with = run_platform(quickstart({"workload.steps=10"}))["summary"];
  const Json without =
      run_platform(quickstart({"workload.steps=10", "llc.reservation.bytes=0"}))["summary"];
  const auto hits = with["kv"]["hits"].get<Bytes>();
  CHECK(hits > 0);
  CHECK(without["kv"]["hits"] == 0);
  CHECK(without["hbm"]["bytes_read"].get<Bytes>() - with["hbm"]["bytes_read"].get<Bytes>() ==
        hits * 512);
  CHECK(with["gather_time_us"]["mean"].get<double>() <
        without["gather_time_us"]["mean"].get<double>());
  CHECK(with["step_time_us"]["mean"].get<double>() < without["step_time_us"]["mean"].get<double>());
}

TEST_CASE("layers that share an indexer gather the list of the layer that ran it") {
  const Settings base = {kOtherTrace,
                         "workload.layers=8",
                         "workload.steps=4",
                         "model.indexer.share_period=4",
                         "model.indexer.share_offset=1",
                         "llc.reservation.bytes=20 MiB"};
  const Study study = quickstart(base);
  const Json result = run_platform(study);
  for (int layer = 0; layer < 8; ++layer) {
    const Json& here = result["layers"][static_cast<std::size_t>(layer)];
    CHECK((here["time_us"]["indexer"].get<double>() > 0) == (layer % 4 == 0));
    CHECK(here["kv"]["hits"] ==
          result["layers"][static_cast<std::size_t>(layer / 4 * 4)]["kv"]["hits"]);
  }
}

TEST_CASE("a tight queue holds requests back and changes no count") {
  const Settings tight = {"workload.steps=3",
                          "llc.misses_in_flight=7",
                          "llc.queue_depth=2",
                          "hbm.queue_depth=3",
                          "hbm.scheduler_window=1",
                          "sparse_attention.reads_in_flight=64",
                          "weight_streamer.stream.chunks_in_flight=3"};
  const Json result = run_platform(quickstart(tight));
  const Json free = run_platform(quickstart({"workload.steps=3"}));
  CHECK(result["summary"]["kv"] == free["summary"]["kv"]);
  CHECK(result["summary"]["hbm"]["bytes_read"] == free["summary"]["hbm"]["bytes_read"]);
  CHECK(result["summary"]["llc"]["most_misses_in_flight"] == 7);
  CHECK(result["parts"]["interconnect"]["held_back"].get<std::int64_t>() > 0);
  CHECK(result["parts"]["llc"]["stalled_us"].get<double>() > 0);
  CHECK(result["summary"]["gather_time_us"]["mean"].get<double>() >
        free["summary"]["gather_time_us"]["mean"].get<double>());
  check_times(result);
}

TEST_CASE("a pool too small for the platform ends the run with a message, not a hang") {
  CHECK_THROWS_WITH(
      run_platform(quickstart({"workload.steps=1", "simulation.payload_limit=16"})),
      Catch::Contains("simulation.payload_limit") && Catch::Contains("sparse_attention"));
}

}  // namespace dsavp

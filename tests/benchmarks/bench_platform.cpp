// Decode steps per second of the whole quickstart platform on one core, approximately and loosely
// timed: 20 layers, 40,960 tokens, weights and indexer.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <chrono>

#include "platforms/platform.h"
#include "platforms/recorder.h"
#include "platforms/study.h"
#include "platforms/trace_source.h"
#include "tests/support/simulation.h"

extern "C" int sc_main(int, char**) {
  return 0;
}

namespace {

using namespace dsavp;

nlohmann::json run(const Study& study) {
  const auto begin = std::chrono::steady_clock::now();
  TraceSource source(study.config.trace.file, study.steps);
  Recorder recorder(study.layers, nullptr, {});
  Platform platform(study, source, recorder);
  recorder.observe(platform);
  platform.run();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {{"seconds", seconds.count()},
          {"transactions", platform.pool.acquired()},
          {"peak_MB", double(usage.ru_maxrss) / 1e3}};
}

// The whole trace, in a process of its own: SystemC simulates one platform per process.
void quickstart_steps(benchmark::State& state, const char* abstraction) {
  const Study study = load_study(DSA_CONFIG_DIR "/studies/quickstart.yaml",
                                 {std::string("simulation.abstraction=") + abstraction});
  double seconds = 0;
  double transactions = 0;
  for (auto _ : state) {
    const nlohmann::json result = test::simulate([&study] { return run(study); });
    state.SetIterationTime(result["seconds"]);
    seconds += result["seconds"].get<double>();
    transactions += result["transactions"].get<double>();
    state.counters["peak_MB"] = result["peak_MB"].get<double>();
  }
  const double steps = double(study.steps) * double(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(steps));
  state.counters["ms/step"] = 1e3 * seconds / steps;
  state.counters["transactions/s"] = transactions / seconds;
}
BENCHMARK_CAPTURE(quickstart_steps, at, "at")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kSecond);
BENCHMARK_CAPTURE(quickstart_steps, lt, "lt")
    ->Iterations(1)
    ->UseManualTime()
    ->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();

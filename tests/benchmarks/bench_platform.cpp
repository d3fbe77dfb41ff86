// Decode steps per second of the whole quickstart platform on one core: 20 layers, 40,960 tokens,
// weights and indexer.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "platforms/platform.h"
#include "platforms/recorder.h"
#include "platforms/study.h"
#include "platforms/trace_source.h"

extern "C" int sc_main(int, char**) {
  return 0;
}

namespace {

using namespace dsavp;

// SystemC simulates one platform per process, so that one benchmark run is the whole trace, once.
void quickstart_steps(benchmark::State& state) {
  const Study study = load_study(DSA_CONFIG_DIR "/studies/quickstart.yaml", {});
  for (auto _ : state) {
    TraceSource source(study.config.trace.file, study.steps);
    Recorder recorder(study.layers, nullptr, {});
    Platform platform(study, source, recorder);
    recorder.observe(platform);
    platform.run();
    state.SetItemsProcessed(recorder.steps());
    state.counters["transactions/s"] =
        benchmark::Counter(double(platform.pool.acquired()), benchmark::Counter::kIsRate);
  }
  state.counters["ms/step"] = benchmark::Counter(
      double(study.steps) * 1e-3, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  state.counters["peak_MB"] = double(usage.ru_maxrss) / 1e3;
}
BENCHMARK(quickstart_steps)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace

BENCHMARK_MAIN();

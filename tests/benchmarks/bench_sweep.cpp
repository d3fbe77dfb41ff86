// What a sweep costs beside its runs: points planned, and runs begun and ended, per second.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>

#include "platforms/sweep/local_engine.h"

// SystemC's library names sc_main(); ours starts from main().
extern "C" int sc_main(int, char**) {
  return 0;
}

namespace dsavp {
namespace {

namespace fs = std::filesystem;

constexpr int kPoints = 1000;

// The smallest run that there is: one step of one layer, a thousand times with another seed.
struct SmallSweep {
  fs::path folder = fs::temp_directory_path() / ("dsa-vp-bench-sweep-" + std::to_string(getpid()));
  std::string study = (folder / "small.yaml").string();

  SmallSweep() {
    fs::create_directories(folder);
    std::ofstream(study) << "include: " DSA_CONFIG_DIR "/studies/quickstart.yaml\n"
                         << "workload: {layers: 1, steps: 1}\n"
                         << "sweep: {axes: [{llc.reservation.seed: {from: 1, to: " << kPoints
                         << ", step: 1}}]}\n";
  }
  ~SmallSweep() { fs::remove_all(folder); }
};

void plan(benchmark::State& state) {
  const SmallSweep sweep;
  for (auto _ : state) benchmark::DoNotOptimize(plan_sweep(sweep.study, {}).runs.size());
  state.SetItemsProcessed(state.iterations() * kPoints);
}
BENCHMARK(plan)->Unit(benchmark::kMillisecond);

// One process at a time; `run_ms` is what the runs themselves say that they took, and the rest,
// `overhead_ms`, is a process, four files brought to the disk and what the sweep does about them.
void run_points(benchmark::State& state) {
  const SmallSweep sweep;
  const SweepPlan all = plan_sweep(sweep.study, {});
  std::vector<const SweepRun*> runs;
  for (std::size_t i = 0; i < 100; ++i) runs.push_back(&all.runs[i]);
  volatile std::sig_atomic_t interrupted = 0;
  double own_seconds = 0;
  double seconds = 0;
  for (auto _ : state) {
    const SweepFolder folder((sweep.folder / "out").string(), all);
    const auto begin = std::chrono::steady_clock::now();
    LocalEngine(1, &interrupted).run(runs, folder, [](const SweepRun&, const std::string&) {});
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    for (const SweepRun* run : runs) {
      std::ifstream host(folder.run_path(run->digest) + "/host.json");
      own_seconds += nlohmann::json::parse(host)["wall_seconds"].get<double>();
    }
  }
  const double ended = double(state.iterations()) * double(runs.size());
  state.SetItemsProcessed(static_cast<std::int64_t>(ended));
  state.counters["run_ms"] = 1e3 * own_seconds / ended;
  state.counters["overhead_ms"] = 1e3 * (seconds - own_seconds) / ended;
}
BENCHMARK(run_points)->Unit(benchmark::kMillisecond)->UseRealTime()->Iterations(3);

}  // namespace
}  // namespace dsavp

BENCHMARK_MAIN();

// Rates of the HBM core alone, on the H100's memory.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <random>
#include <vector>

#include "models/hbm/hbm_core.h"
#include "platforms/config/config_reader.h"

namespace {

using namespace dsavp;

// Only the memory of a hardware file.
struct MemoryOnly {
  HbmConfig hbm;
};

template <class Visitor>
void describe(Visitor& v, MemoryOnly& c) {
  v.section("hbm", c.hbm, "");
}

HbmConfig h100_memory() {
  const ConfigTree tree = ConfigTree::load(DSA_CONFIG_DIR "/hardware/h100.yaml");
  MemoryOnly config;
  ConfigReader reader(tree);
  describe(reader, config);  // without finish(): the file's other sections are of no interest
  return config.hbm;
}

// Uniform random aligned tokens, `outstanding` of them at any time; each next one enters when one
// has ended.
void random_closed_loop(benchmark::State& state, Bytes bytes, int outstanding) {
  HbmCore core(h100_memory());
  std::mt19937_64 random(1);
  const Bytes tokens = core.capacity() / bytes;
  std::priority_queue<Picoseconds, std::vector<Picoseconds>, std::greater<>> ends;
  Picoseconds now = 0;
  int inside = 0;
  std::int64_t completed = 0;
  for (auto _ : state) {
    for (; inside < outstanding; ++inside) {
      core.submit(now, random() % tokens * bytes, bytes, false, nullptr);
    }
    now = ends.empty() ? core.next_event() : std::min(core.next_event(), ends.top());
    for (const HbmCompletion& done : core.advance(now)) ends.push(done.finish);
    for (; !ends.empty() && ends.top() <= now; ends.pop()) {
      --inside;
      ++completed;
    }
  }
  state.SetItemsProcessed(completed);
  state.counters["GB/s"] = double(completed) * double(bytes) / to_ns(now);
}

// As many as an H100 can have outstanding: 132 SMs with 32 each.
void random_tokens(benchmark::State& state) {
  random_closed_loop(state, static_cast<Bytes>(state.range(0)), 4224);
}
BENCHMARK(random_tokens)->Arg(128)->Arg(512)->Arg(1152)->Arg(4096)->Unit(benchmark::kMicrosecond);

void random_blocks_of_64(benchmark::State& state) {
  random_closed_loop(state, 64, 1024);
}
BENCHMARK(random_blocks_of_64)->Unit(benchmark::kMicrosecond);

// 2 GB in order, in chunks of the given size with four outstanding.
void sequential_stream(benchmark::State& state) {
  const HbmConfig config = h100_memory();
  const auto chunk = static_cast<Bytes>(state.range(0)) * kMiB;
  constexpr Bytes kBytes = 2 * kGiB;
  double gbps = 0;
  for (auto _ : state) {
    HbmCore core(config);
    Picoseconds now = 0;
    Picoseconds end = 0;
    int inside = 0;
    for (Address at = 0; at < kBytes || inside > 0;) {
      for (; inside < 4 && at < kBytes; ++inside, at += chunk) {
        core.submit(now, at, chunk, false, nullptr);
      }
      now = core.next_event();
      for (const HbmCompletion& done : core.advance(now)) {
        end = std::max(end, done.finish);
        --inside;
      }
    }
    gbps = double(kBytes) / (double(end) / 1e3);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(kBytes));
  state.counters["GB/s"] = gbps;
}
BENCHMARK(sequential_stream)->Arg(8)->Arg(32)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

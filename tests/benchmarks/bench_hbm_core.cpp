// Rates of the HBM core alone, on three memories: an H100's as shipped, whose 256 B per pseudo-channel
// cut a token of 4 KiB into 16 row segments; the same with 1 KiB and a window for it, which make four;
// and the HBM2 that the validation runs DRAMsim3's streams on, four as well.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <functional>
#include <queue>
#include <random>
#include <string>
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

HbmConfig memory_of(const char* file) {
  const ConfigTree tree = ConfigTree::load(std::string(DSA_CONFIG_DIR) + file);
  MemoryOnly config;
  ConfigReader reader(tree);
  describe(reader, config);  // without finish(): the file's other sections are of no interest
  return config.hbm;
}

HbmConfig h100_memory() {
  return memory_of("/hardware/h100.yaml");
}

HbmConfig h100_by_rows() {
  HbmConfig config = h100_memory();
  config.mapping.clear();
  config.mapping_xor.clear();
  config.mapping_name = "group-interleaved";
  config.interleave_bytes = 1024;
  config.scheduler_window = 512;
  return config;
}

HbmConfig hbm2_memory() {
  return memory_of("/validation/dramsim3-hbm2.yaml");
}

// Uniform random aligned tokens, `outstanding` of them at any time; each next one enters when one
// has ended.
void random_closed_loop(benchmark::State& state, const HbmConfig& config, Bytes bytes,
                        int outstanding) {
  HbmCore core(config);
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

// On an H100 as many as it can have outstanding: 132 SMs with 32 each.
void random_tokens(benchmark::State& state, HbmConfig (*memory)(), int outstanding) {
  random_closed_loop(state, memory(), static_cast<Bytes>(state.range(0)), outstanding);
}
BENCHMARK_CAPTURE(random_tokens, h100, h100_memory, 4224)->Arg(128)->Arg(512)->Arg(1152)->Arg(4096);
BENCHMARK_CAPTURE(random_tokens, h100_by_rows, h100_by_rows, 4224)->Arg(512)->Arg(4096);
BENCHMARK_CAPTURE(random_tokens, hbm2, hbm2_memory, 256)->Arg(512)->Arg(4096);

void random_blocks_of_64(benchmark::State& state) {
  random_closed_loop(state, h100_memory(), 64, 1024);
}
BENCHMARK(random_blocks_of_64);

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

// Look-ups per second of the LRU curve over the whole real trace, reading included.
#include <benchmark/benchmark.h>

#include "testbench/curves/lru_curve.h"

namespace {

using namespace dsavp;

void lru_curve(benchmark::State& state) {
  LruCurveOptions options;
  options.scope = static_cast<ReservationScope>(state.range(0));
  options.lookup = static_cast<LookupOrder>(state.range(1));
  options.granule_tokens = static_cast<std::uint32_t>(state.range(2));
  std::int64_t lookups = 0;
  for (auto _ : state) {
    TraceReader reader(DSA_TRACE_DIR "/code-16k-k2048.h5");
    lookups += measure_lru_curve(reader, options).lookups();
  }
  state.SetItemsProcessed(lookups);
}
BENCHMARK(lru_curve)
    ->ArgNames({"scope", "sequential", "granule"})
    ->ArgsProduct({{static_cast<int>(ReservationScope::kLayerRequest),
                    static_cast<int>(ReservationScope::kGlobal)},
                   {static_cast<int>(LookupOrder::kStep),
                    static_cast<int>(LookupOrder::kSequential)},
                   {1, 8}})
    ->Unit(benchmark::kMillisecond);

// What of it is reading.
void reading_alone(benchmark::State& state) {
  std::int64_t lookups = 0;
  TraceStep step;
  for (auto _ : state) {
    TraceReader reader(DSA_TRACE_DIR "/code-16k-k2048.h5");
    while (reader.next(step)) {
      for (const std::int32_t size : step.set_size) lookups += size;
    }
  }
  state.SetItemsProcessed(lookups);
}
BENCHMARK(reading_alone)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

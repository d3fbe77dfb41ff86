// Look-ups per second of the LRU curve over the whole real trace, reading included; and the time to
// split a reservation over its layers, and over layers of curves that are hard to split.
#include <benchmark/benchmark.h>

#include <random>

#include "testbench/curves/lru_curve.h"
#include "testbench/curves/partition_split.h"

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

void split_of_trace(benchmark::State& state) {
  TraceReader reader(DSA_TRACE_DIR "/code-16k-k2048.h5");
  LruCurveOptions options;
  options.lookup = static_cast<LookupOrder>(state.range(0));
  const LruCurve curve = measure_lru_curve(reader, options);
  std::vector<SplitLayer> layers(static_cast<std::size_t>(curve.layers()));
  for (int i = 0; i < curve.layers(); ++i) {
    SplitLayer& layer = layers[static_cast<std::size_t>(i)];
    layer.partitions = static_cast<std::size_t>(reader.info().requests);
    layer.granules = static_cast<std::size_t>(reader.longest_context());
    for (std::size_t granules = 0; granules <= curve.largest_distance(); ++granules) {
      layer.hits.push_back(curve.hits(granules, i));
    }
  }
  const auto total = static_cast<std::size_t>(state.range(1));
  for (auto _ : state) benchmark::DoNotOptimize(best_split(layers, total));
}
BENCHMARK(split_of_trace)
    ->ArgNames({"sequential", "tokens"})
    ->ArgsProduct({{static_cast<int>(LookupOrder::kStep),
                    static_cast<int>(LookupOrder::kSequential)},
                   {6144, 24576, 49152, 196608}})
    ->Unit(benchmark::kMillisecond);

// All layers nearly straight and of nearly one slope, so that almost every split is near the best;
// or cliffs of any height anywhere.
void split_of_hard_curves(benchmark::State& state) {
  const bool cliffs = state.range(0) != 0;
  const auto granules = static_cast<std::size_t>(state.range(2));
  std::mt19937 random(1);
  std::vector<SplitLayer> layers(static_cast<std::size_t>(state.range(1)));
  for (SplitLayer& layer : layers) {
    layer.granules = granules;
    layer.hits = {0};
    for (std::size_t i = 0; i < granules; ++i) {
      const bool rises = !cliffs || random() % 1000 == 0;
      const auto rise = cliffs ? 50000 + random() % 100000 : 90 + random() % 20;
      layer.hits.push_back(layer.hits.back() + (rises ? static_cast<std::int64_t>(rise) : 0));
    }
  }
  std::size_t unit = 0;
  for (auto _ : state) {
    const PartitionSplit split = best_split(layers, granules * layers.size() / 3);
    unit = split.unit;
  }
  state.counters["unit"] = static_cast<double>(unit);
}
BENCHMARK(split_of_hard_curves)
    ->ArgNames({"cliffs", "layers", "granules"})
    ->ArgsProduct({{0, 1}, {12, 60}, {16384, 131072}})
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

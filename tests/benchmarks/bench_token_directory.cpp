// Look-ups per second of the token directory over the whole real trace, one partition of 2,048
// tokens per layer and request.
#include <benchmark/benchmark.h>

#include "models/llc/token_directory.h"
#include "testbench/traces/trace_reader.h"

namespace {

using namespace dsavp;

std::vector<TraceStep> whole_trace() {
  TraceReader reader(DSA_TRACE_DIR "/code-16k-k2048.h5");
  std::vector<TraceStep> steps;
  TraceStep step;
  while (reader.next(step)) steps.push_back(step);
  return steps;
}

TokenDirectory make_directory(const TraceStep& shape, LookupOrder order) {
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < shape.layers; ++layer) {
    for (int request = 0; request < shape.requests; ++request) {
      windows.push_back({Address{windows.size()} << 32, 512, 16384,
                         static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(request)});
    }
  }
  ReservationConfig reservation;
  reservation.bytes = windows.size() * 2048 * 512;
  reservation.lookup = order;
  return TokenDirectory(windows, reservation);
}

void lru_look_ups(benchmark::State& state) {
  const auto order = static_cast<LookupOrder>(state.range(0));
  const std::vector<TraceStep> steps = whole_trace();
  std::vector<Verdict> verdicts(static_cast<std::size_t>(steps.front().top_k));
  std::int64_t lookups = 0;
  for (auto _ : state) {
    TokenDirectory directory = make_directory(steps.front(), order);
    for (const TraceStep& step : steps) {
      for (int layer = 0; layer < step.layers; ++layer) {
        for (int request = 0; request < step.requests; ++request) {
          const IndexSpan set = step.set(layer, request);
          const auto window = static_cast<std::size_t>(layer * step.requests + request);
          if (order == LookupOrder::kStep) {
            directory.step(window, set.data(), set.size(), verdicts.data());
          } else {
            for (const std::int32_t token : set) {
              directory.access(window, static_cast<std::uint32_t>(token));
            }
          }
        }
      }
    }
    lookups += directory.counters().lookups;
  }
  state.SetItemsProcessed(lookups);
}
BENCHMARK(lru_look_ups)
    ->ArgName("sequential")
    ->Arg(static_cast<int>(LookupOrder::kStep))
    ->Arg(static_cast<int>(LookupOrder::kSequential))
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();

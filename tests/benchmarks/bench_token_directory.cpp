// Look-ups per second of the token directory over the whole real trace, one partition of 2,048
// tokens per layer and request, for every policy under both look-ups. The optimum is told the future
// outside the time.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>

#include "models/llc/token_directory.h"
#include "testbench/replay/trace_windows.h"

namespace {

using namespace dsavp;

struct Sets {
  std::vector<TokenWindow> windows;
  std::vector<TraceStep> steps;

  template <class Visit>
  void visit(Visit&& visit) const {
    for (const TraceStep& step : steps) {
      std::size_t window = 0;
      for (int layer = 0; layer < step.layers; ++layer) {
        for (int request = 0; request < step.requests; ++request, ++window) {
          visit(window, step.set(layer, request));
        }
      }
    }
  }
};

const Sets& whole_trace() {
  static const Sets sets = [] {
    TraceReader reader(DSA_TRACE_DIR "/code-16k-k2048.h5");
    Sets made{trace_windows(reader, 512), {}};
    TraceStep step;
    while (reader.next(step)) made.steps.push_back(step);
    return made;
  }();
  return sets;
}

std::unique_ptr<Foresight> foresee(const Sets& sets, PolicyKind policy) {
  if (!needs_foresight(policy)) return nullptr;
  const std::vector<std::size_t> tokens(sets.windows.size(), sets.windows.front().tokens);
  return std::make_unique<Foresight>(tokens, [&](const Foresight::SetVisitor& visit) {
    sets.visit([&](std::size_t window, IndexSpan set) { visit(window, set.data(), set.size()); });
  });
}

void look_ups(benchmark::State& state, PolicyKind policy, LookupOrder order) {
  const Sets& sets = whole_trace();
  ReservationConfig reservation;
  reservation.bytes = sets.windows.size() * 2048 * 512;
  reservation.policy = policy;
  reservation.lookup = order;
  std::vector<Verdict> verdicts(static_cast<std::size_t>(sets.steps.front().top_k));
  std::int64_t lookups = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const std::unique_ptr<Foresight> foresight = foresee(sets, policy);
    state.ResumeTiming();
    TokenDirectory directory(sets.windows, reservation, foresight.get());
    sets.visit([&](std::size_t window, IndexSpan set) {
      if (order == LookupOrder::kStep) {
        directory.step(window, set.data(), set.size(), verdicts.data());
        return;
      }
      for (const std::int32_t token : set) {
        directory.access(window, static_cast<std::uint32_t>(token));
      }
    });
    lookups += directory.counters().lookups;
  }
  state.SetItemsProcessed(lookups);
}

}  // namespace

int main(int argc, char** argv) {
  for (const auto& [policy, word] : EnumWords<PolicyKind>::kWords) {
    for (const auto& [order, order_word] : EnumWords<LookupOrder>::kWords) {
      benchmark::RegisterBenchmark((std::string(word) + "/" + order_word).c_str(), look_ups, policy,
                                   order)
          ->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

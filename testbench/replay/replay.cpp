#include "testbench/replay/replay.h"

#include <memory>
#include <stdexcept>

#include "models/llc/set_granules.h"

namespace dsavp {
namespace {

template <class Visit>
void for_each_set(const TraceStep& step, Visit visit) {
  std::size_t window = 0;
  for (int layer = 0; layer < step.layers; ++layer) {
    for (int request = 0; request < step.requests; ++request, ++window) {
      visit(window, layer, request, step.set(layer, request));
    }
  }
}

std::unique_ptr<Foresight> foresee(TraceReader& reader, const std::vector<TokenWindow>& windows,
                                   const ReservationConfig& reservation) {
  std::vector<std::size_t> granules;
  for (const TokenWindow& window : windows) {
    granules.push_back(granules_of(window.tokens, reservation.granule_tokens));
  }
  SetGranules of_set(windows.front().tokens, reservation);
  const auto walk = [&](const Foresight::SetVisitor& visit) {
    reader.rewind();
    TraceStep step;
    while (reader.next(step)) {
      for_each_set(step, [&](std::size_t window, int, int, IndexSpan set) {
        const std::vector<std::int32_t>& looked_up = of_set.of(set.data(), set.size());
        visit(window, looked_up.data(), looked_up.size());
      });
    }
  };
  try {
    return std::make_unique<Foresight>(granules, walk);
  } catch (const std::length_error& error) {
    throw TraceError(reader.info().path + ": " + error.what());
  }
}

}  // namespace

ReplayResult replay(TraceReader& reader, const std::vector<TokenWindow>& windows,
                    const ReservationConfig& reservation) {
  std::unique_ptr<Foresight> foresight;
  if (needs_foresight(reservation.policy)) foresight = foresee(reader, windows, reservation);
  TokenDirectory directory(windows, reservation, foresight.get());
  ReplayResult result;
  result.layers.resize(static_cast<std::size_t>(reader.info().layers));
  std::vector<Verdict> verdicts(static_cast<std::size_t>(reader.info().top_k));
  reader.rewind();
  TraceStep step;
  while (reader.next(step)) {
    for_each_set(step, [&](std::size_t window, int layer, int request, IndexSpan set) {
      const DirectoryCounters before = directory.counters();
      directory.extend(window, static_cast<std::uint32_t>(
                                   step.context_length[static_cast<std::size_t>(request)]));
      if (looks_up_sets(reservation.lookup)) {
        directory.step(window, set.data(), set.size(), verdicts.data());
      } else {
        directory.begin_set(window);
        for (const std::int32_t token : set) {
          directory.access(window, static_cast<std::uint32_t>(token));
        }
      }
      DirectoryCounters& of_layer = result.layers[static_cast<std::size_t>(layer)];
      of_layer = of_layer + (directory.counters() - before);
    });
  }
  result.total = directory.counters();
  result.resident_granules = directory.resident();
  return result;
}

}  // namespace dsavp

#include "testbench/replay/replay.h"

#include <memory>
#include <stdexcept>

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

// What a directory looks up for a set: pages once each under step look-up, once for each of their
// tokens under sequential look-up.
class SetGranules {
 public:
  SetGranules(std::uint32_t window_tokens, const ReservationConfig& reservation)
      : reservation_(reservation), pages_(window_tokens, reservation.granule_tokens) {}

  const std::vector<std::int32_t>& of(IndexSpan set) {
    pages_.assign(set.data(), set.size());
    if (reservation_.lookup == LookupOrder::kStep) return pages_.pages();
    granules_.clear();
    for (const std::uint32_t page : pages_.of_token()) granules_.push_back(pages_.pages()[page]);
    return granules_;
  }

 private:
  const ReservationConfig& reservation_;
  PageSet pages_;
  std::vector<std::int32_t> granules_;
};

// Null if the policy need not be told the future.
std::unique_ptr<Foresight> foresee(TraceReader& reader, const std::vector<TokenWindow>& windows,
                                   const ReservationConfig& reservation) {
  if (!needs_foresight(reservation.policy)) return nullptr;
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
        const std::vector<std::int32_t>& looked_up = of_set.of(set);
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

ReplayResult replay_foreseen(TraceReader& reader, const std::vector<TokenWindow>& windows,
                             const ReservationConfig& reservation, Foresight* foresight) {
  TokenDirectory directory(windows, reservation, foresight);
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
      if (reservation.lookup == LookupOrder::kStep) {
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

}  // namespace

ReplayResult replay(TraceReader& reader, const std::vector<TokenWindow>& windows,
                    const ReservationConfig& reservation) {
  const std::unique_ptr<Foresight> foresight = foresee(reader, windows, reservation);
  return replay_foreseen(reader, windows, reservation, foresight.get());
}

std::vector<ReplayResult> replay_at_capacities(TraceReader& reader,
                                               const std::vector<TokenWindow>& windows,
                                               ReservationConfig reservation,
                                               const std::vector<std::size_t>& capacities) {
  const std::unique_ptr<Foresight> foresight = foresee(reader, windows, reservation);
  const std::size_t partitions = plan_partitions(windows, reservation).partitions.size();
  const Bytes granule_bytes = windows.front().token_bytes * reservation.granule_tokens;
  std::vector<ReplayResult> results;
  for (const std::size_t capacity : capacities) {
    reservation.bytes = capacity * granule_bytes * partitions;
    if (foresight) foresight->rewind();
    results.push_back(replay_foreseen(reader, windows, reservation, foresight.get()));
  }
  return results;
}

}  // namespace dsavp

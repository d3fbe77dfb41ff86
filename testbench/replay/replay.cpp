#include "testbench/replay/replay.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "models/llc/set_granules.h"

namespace dsavp {
namespace {

struct StreamSet {
  std::size_t window;
  IndexSpan tokens;
  std::uint32_t context;
};

template <class Visit>
void for_each_set(const TraceStep& step, const std::vector<TokenWindow>& windows, Visit visit) {
  for (std::size_t window = 0; window < windows.size(); ++window) {
    const int layer = static_cast<int>(windows[window].layer) % step.layers;
    const int request = static_cast<int>(windows[window].request) % step.requests;
    visit(StreamSet{
        window, step.set(layer, request),
        static_cast<std::uint32_t>(step.context_length[static_cast<std::size_t>(request)])});
  }
}

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
      for_each_set(step, windows, [&](const StreamSet& set) {
        const std::vector<std::int32_t>& looked_up =
            of_set.of(set.tokens.data(), set.tokens.size());
        visit(set.window, looked_up.data(), looked_up.size());
      });
    }
  };
  try {
    return std::make_unique<Foresight>(granules, walk);
  } catch (const std::length_error& error) {
    throw TraceError(reader.info().path + ": " + error.what());
  }
}

void look_up(TokenDirectory& directory, const StreamSet& set, LookupOrder lookup,
             std::vector<Verdict>& verdicts) {
  directory.extend(set.window, set.context);
  if (looks_up_sets(lookup)) {
    directory.step(set.window, set.tokens.data(), set.tokens.size(), verdicts.data());
    return;
  }
  directory.begin_set(set.window);
  for (std::size_t i = 0; i < set.tokens.size(); ++i) {
    verdicts[i] = directory.access(set.window, static_cast<std::uint32_t>(set.tokens[i]));
  }
}

// How many pages the missed tokens of a set lie in.
class MissedPages {
 public:
  MissedPages(std::uint32_t window_tokens, std::uint32_t page_tokens)
      : page_tokens_(page_tokens), seen_by_(window_tokens / page_tokens + 1, 0) {}

  std::int64_t count(IndexSpan set, const std::vector<Verdict>& verdicts) {
    ++set_number_;
    std::int64_t pages = 0;
    for (std::size_t i = 0; i < set.size(); ++i) {
      std::uint64_t& seen_by = seen_by_[static_cast<std::uint32_t>(set[i]) / page_tokens_];
      if (verdicts[i] == Verdict::kHit || seen_by == set_number_) continue;
      seen_by = set_number_;
      ++pages;
    }
    return pages;
  }

 private:
  const std::uint32_t page_tokens_;
  std::vector<std::uint64_t> seen_by_;  // [page], the last set that missed it
  std::uint64_t set_number_ = 0;
};

std::size_t layers_of(const std::vector<TokenWindow>& windows) {
  std::size_t layers = 0;
  for (const TokenWindow& window : windows) {
    layers = std::max<std::size_t>(layers, window.layer + 1);
  }
  return layers;
}

ReplayResult replay_foreseen(TraceReader& reader, const std::vector<TokenWindow>& windows,
                             const ReservationConfig& reservation, Foresight* foresight,
                             const ReplayOptions& options) {
  TokenDirectory directory(windows, reservation, foresight);
  ReplayResult result;
  result.layers.resize(layers_of(windows));
  std::vector<Verdict> verdicts(static_cast<std::size_t>(reader.info().top_k));
  MissedPages pages(windows.front().tokens, options.miss_page_tokens);
  reader.rewind();
  TraceStep step;
  while (reader.next(step)) {
    const bool counted = reader.position() > options.uncounted_steps;
    for_each_set(step, windows, [&](const StreamSet& set) {
      const DirectoryCounters before = directory.counters();
      look_up(directory, set, reservation.lookup, verdicts);
      if (!counted) return;
      result.missed_pages += pages.count(set.tokens, verdicts);
      DirectoryCounters& of_layer = result.layers[windows[set.window].layer];
      of_layer = of_layer + (directory.counters() - before);
    });
  }
  for (const DirectoryCounters& of_layer : result.layers) result.total = result.total + of_layer;
  result.resident_granules = directory.resident();
  return result;
}

}  // namespace

ReplayResult replay(TraceReader& reader, const std::vector<TokenWindow>& windows,
                    const ReservationConfig& reservation, const ReplayOptions& options) {
  return replay_sizes(reader, windows, reservation, {reservation.bytes}, options).front();
}

std::vector<ReplayResult> replay_sizes(TraceReader& reader, const std::vector<TokenWindow>& windows,
                                       ReservationConfig reservation,
                                       const std::vector<Bytes>& sizes,
                                       const ReplayOptions& options) {
  const std::unique_ptr<Foresight> foresight = foresee(reader, windows, reservation);
  std::vector<ReplayResult> results;
  for (const Bytes bytes : sizes) {
    reservation.bytes = bytes;
    if (foresight) foresight->rewind();
    results.push_back(replay_foreseen(reader, windows, reservation, foresight.get(), options));
  }
  return results;
}

}  // namespace dsavp

#include "testbench/locality/working_set_curve.h"

#include <algorithm>
#include <cstdint>

namespace dsavp {
namespace {

// The sets of one layer and request. Steps are numbered from 1.
class RecentTokens {
 public:
  explicit RecentTokens(std::size_t longest_window) : last_chosen_(longest_window, 0) {}

  void add(std::uint32_t step, IndexSpan set, std::int32_t context) {
    if (static_cast<std::size_t>(context) > last_.size()) last_.resize(context, 0);
    const std::size_t window = last_chosen_.size();
    last_chosen_[step % window] = set.size();
    for (const std::int32_t token : set) {
      std::uint32_t& last = last_[token];
      if (last != 0 && last + window > step) --last_chosen_[last % window];
      last = step;
    }
  }

  // Adds to [w - 1] the union of the last w steps, for each w of which there are so many.
  void add_unions(std::uint32_t step, std::vector<std::uint64_t>& sums) const {
    const std::size_t windows = std::min<std::size_t>(last_chosen_.size(), step);
    std::uint64_t tokens = 0;
    for (std::size_t back = 0; back < windows; ++back) {
      tokens += last_chosen_[(step - back) % last_chosen_.size()];
      sums[back] += tokens;
    }
  }

 private:
  std::vector<std::uint32_t> last_;  // step that last chose each token; 0: none
  // Of each of the latest steps, by its remainder, the tokens that no later step chose.
  std::vector<std::uint64_t> last_chosen_;
};

WorkingSetCurve curve_of(const std::vector<std::uint64_t>& sums, const TraceInfo& info) {
  WorkingSetCurve curve;
  for (std::size_t w = 1; w <= sums.size(); ++w) {
    const double windows =
        static_cast<double>(info.requests) * static_cast<double>(info.steps - std::int64_t(w) + 1);
    curve.push_back(static_cast<double>(sums[w - 1]) / windows / info.top_k);
  }
  return curve;
}

}  // namespace

WorkingSetCurves measure_working_set_curves(TraceReader& reader, int longest_window) {
  const TraceInfo& info = reader.info();
  const auto windows = static_cast<std::size_t>(std::min<std::int64_t>(longest_window, info.steps));
  std::vector<RecentTokens> recent(static_cast<std::size_t>(info.layers) * info.requests,
                                   RecentTokens(windows));
  std::vector<std::vector<std::uint64_t>> sums(static_cast<std::size_t>(info.layers),
                                               std::vector<std::uint64_t>(windows, 0));
  reader.rewind();
  TraceStep step;
  for (std::uint32_t number = 1; reader.next(step); ++number) {
    for (int layer = 0; layer < info.layers; ++layer) {
      for (int request = 0; request < info.requests; ++request) {
        RecentTokens& tokens = recent[static_cast<std::size_t>(layer) * info.requests + request];
        tokens.add(number, step.set(layer, request), step.context_length[request]);
        tokens.add_unions(number, sums[layer]);
      }
    }
  }
  WorkingSetCurves curves;
  curves.mean.assign(windows, 0);
  for (const auto& of_layer : sums) {
    curves.layers.push_back(curve_of(of_layer, info));
    for (std::size_t i = 0; i < windows; ++i) {
      curves.mean[i] += curves.layers.back()[i] / info.layers;
    }
  }
  return curves;
}

}  // namespace dsavp

// What is kept of the sets of one layer and request, step by step, and what is counted of a layer.
//
// The rules are in locality.h. Internal to measure_locality(). Steps are numbered from 1.
// Left out: the sets themselves; each token has the last step that chose it and the step since when
// it was chosen without a break. Errors: none raised here.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "testbench/locality/locality.h"

namespace dsavp {

struct LocalityCounts {
  void add(const LocalityCounts& other);
  LocalityStatistics statistics(int top_k) const;

  CountHistogram working_set;
  CountHistogram persistence;
  CountHistogram lookback;
  CountHistogram new_lookups;
  CountHistogram inter_layer;
  // Of a full set the number of pages; of a set of n < k tokens, which then are all of its context
  // and lie in the first pages, k + n.
  std::array<CountHistogram, kPageTokens.size()> pages;
  std::uint64_t cut_runs = 0;
};

class SetHistory {
 public:
  // `layer_before` is the history of the same request in the layer before, which must have been
  // given the step already; null in the first layer.
  void add(std::uint32_t step, IndexSpan set, std::int32_t context, int top_k,
           const SetHistory* layer_before, LocalityCounts& counts);

  // Ends the runs that are left; `last_step` is the last that was added.
  void finish(std::uint32_t last_step, LocalityCounts& counts) const;

 private:
  struct Token {
    std::uint32_t last = 0;  // 0: never chosen
    std::uint32_t since = 0;
  };

  void make_room(std::int32_t context);
  bool chosen_at(std::uint32_t step, std::int32_t token) const {
    return tokens_[token].last == step;
  }
  // True where the step before did not choose it.
  bool choose(std::uint32_t step, std::int32_t token, LocalityCounts& counts);
  void count_pages(std::uint32_t step, IndexSpan set, int top_k, LocalityCounts& counts);

  std::vector<Token> tokens_;
  // The last step that touched each page.
  std::array<std::vector<std::uint32_t>, kPageTokens.size()> pages_;
  // Of each step of the window, by its remainder, the tokens that no later step chose.
  std::array<std::uint32_t, kWorkingSetSteps> last_chosen_{};
  std::uint32_t working_set_ = 0;
};

}  // namespace dsavp

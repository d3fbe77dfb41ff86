#include "testbench/locality/set_history.h"

#include <cmath>

namespace dsavp {

void LocalityCounts::add(const LocalityCounts& other) {
  working_set.add(other.working_set);
  persistence.add(other.persistence);
  lookback.add(other.lookback);
  new_lookups.add(other.new_lookups);
  inter_layer.add(other.inter_layer);
  for (std::size_t i = 0; i < pages.size(); ++i) pages[i].add(other.pages[i]);
  cut_runs += other.cut_runs;
}

LocalityStatistics LocalityCounts::statistics(int top_k) const {
  LocalityStatistics all;
  all.working_set = working_set.figure_in(top_k);
  all.persistence = persistence.figure_in(1);
  all.lookback = lookback.figure_in(top_k);
  all.new_lookups = new_lookups.figure_in(top_k);
  all.inter_layer = inter_layer.figure_in(top_k);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const double page = kPageTokens[i];
    all.page_use[i] = pages[i].figure([top_k, page](std::size_t number) {
      const auto k = static_cast<std::size_t>(top_k);
      if (number <= k) return top_k / (static_cast<double>(number) * page);
      const auto tokens = static_cast<double>(number - k);
      return tokens / (std::ceil(tokens / page) * page);
    });
  }
  all.cut_runs = cut_runs;
  return all;
}

void SetHistory::make_room(std::int32_t context) {
  const auto tokens = static_cast<std::size_t>(context);
  if (tokens <= tokens_.size()) return;
  tokens_.resize(tokens);
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    pages_[i].resize((tokens - 1) / kPageTokens[i] + 1);
  }
}

bool SetHistory::choose(std::uint32_t step, std::int32_t number, LocalityCounts& counts) {
  Token& token = tokens_[number];
  if (token.last != 0 && token.last + kWorkingSetSteps > step) {
    --last_chosen_[token.last % kWorkingSetSteps];
  } else {
    ++working_set_;
  }
  const bool is_new = token.last == 0 || token.last + 1 != step;
  if (is_new) {
    if (token.since > 1) counts.persistence.add(token.last - token.since + 1);
    if (token.since == 1) ++counts.cut_runs;
    token.since = step;
  }
  token.last = step;
  return is_new;
}

void SetHistory::count_pages(std::uint32_t step, IndexSpan set, int top_k, LocalityCounts& counts) {
  const bool full = set.size() == static_cast<std::size_t>(top_k);
  std::array<std::size_t, kPageTokens.size()> touched{};
  for (const std::int32_t token : set) {
    for (std::size_t i = 0; i < pages_.size(); ++i) {
      std::uint32_t& page = pages_[i][token / kPageTokens[i]];
      if (page == step) break;  // so are the larger ones that hold it
      page = step;
      ++touched[i];
    }
  }
  for (std::size_t i = 0; i < pages_.size(); ++i) {
    counts.pages[i].add(full ? touched[i] : top_k + set.size());
  }
}

void SetHistory::add(std::uint32_t step, IndexSpan set, std::int32_t context, int top_k,
                     const SetHistory* layer_before, LocalityCounts& counts) {
  make_room(context);
  std::uint32_t& chosen_now = last_chosen_[step % kWorkingSetSteps];
  working_set_ -= chosen_now;  // those of the step that leaves the window
  chosen_now = static_cast<std::uint32_t>(set.size());
  std::size_t fresh = 0;
  std::size_t shared = 0;
  for (const std::int32_t token : set) {
    fresh += choose(step, token, counts) ? 1 : 0;
    shared += layer_before != nullptr && layer_before->chosen_at(step, token) ? 1 : 0;
    counts.lookback.add(context - 1 - token);
  }
  if (step > 1) counts.new_lookups.add(fresh);
  if (step >= kWorkingSetSteps && (step - kWorkingSetSteps) % kWorkingSetStride == 0) {
    counts.working_set.add(working_set_);
  }
  if (layer_before != nullptr) counts.inter_layer.add(shared);
  count_pages(step, set, top_k, counts);
}

void SetHistory::finish(std::uint32_t last_step, LocalityCounts& counts) const {
  for (const Token& token : tokens_) {
    if (token.last == 0) continue;
    if (token.since == 1 || token.last == last_step) {
      ++counts.cut_runs;
    } else {
      counts.persistence.add(token.last - token.since + 1);
    }
  }
}

}  // namespace dsavp

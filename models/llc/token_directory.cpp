#include "models/llc/token_directory.h"

#include <algorithm>
#include <stdexcept>

#include "models/llc/all_resident_policy.h"
#include "models/llc/pinned_policy.h"

namespace dsavp {
namespace {

std::size_t most_tokens(const std::vector<TokenWindow>& windows) {
  std::uint32_t most = 0;
  for (const TokenWindow& window : windows) most = std::max(most, window.tokens);
  return most;
}

void require_faultless(const std::vector<TokenWindow>& windows,
                       const ReservationConfig& reservation, const Foresight* foresight) {
  const std::string fault = fault_of(windows, reservation);
  if (!fault.empty()) throw std::invalid_argument(fault);
  if (needs_foresight(reservation.policy) && foresight == nullptr) {
    throw std::invalid_argument("the optimum has to be told the future");
  }
}

}  // namespace

DirectoryCounters operator+(const DirectoryCounters& a, const DirectoryCounters& b) {
  return {a.lookups + b.lookups,
          a.hits + b.hits,
          a.misses + b.misses,
          a.fetches + b.fetches,
          a.bypassed + b.bypassed,
          a.evictions + b.evictions,
          a.fetched_tokens + b.fetched_tokens,
          a.used_tokens + b.used_tokens};
}

DirectoryCounters operator-(const DirectoryCounters& a, const DirectoryCounters& b) {
  return a + DirectoryCounters{-b.lookups,  -b.hits,      -b.misses,         -b.fetches,
                               -b.bypassed, -b.evictions, -b.fetched_tokens, -b.used_tokens};
}

TokenDirectory::TokenDirectory(const std::vector<TokenWindow>& windows,
                               const ReservationConfig& reservation, Foresight* foresight)
    : reservation_(reservation),
      foresight_(needs_foresight(reservation.policy) ? foresight : nullptr),
      page_set_(most_tokens(windows), reservation.granule_tokens) {
  require_faultless(windows, reservation, foresight);
  plan_ = plan_partitions(windows, reservation);
  std::size_t granules = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const PartitionPlan::Window& place = plan_.windows[i];
    windows_.push_back(
        {place.partition, static_cast<TokenIndex>(place.first), windows[i].tokens, granules});
    granules += granules_of(windows[i].tokens, reservation.granule_tokens);
  }
  if (reservation.granule_tokens > 1) fetched_in_.assign(granules, 0);
  make_policies();
}

void TokenDirectory::make_policies() {
  policies_.clear();
  for (const PartitionPlan::Partition& partition : plan_.partitions) {
    const PolicyShape shape{partition.granules, partition.capacity,
                            reservation_.seed + policies_.size()};
    if (reservation_.all_resident) {
      policies_.push_back(std::make_unique<AllResidentPolicy>());
      continue;
    }
    std::unique_ptr<ReplacementPolicy> policy = make_policy(reservation_.policy, shape);
    if (reservation_.pin_recent_tokens > 0) policy = pin_recent(std::move(policy), shape);
    policies_.push_back(std::move(policy));
  }
}

void TokenDirectory::extend(std::size_t window, std::uint32_t context) {
  if (reservation_.pin_recent_tokens == 0) return;
  const Window& w = windows_[window];
  const std::uint32_t recent = context - std::min(context, reservation_.pin_recent_tokens);
  const auto end = static_cast<TokenIndex>(granules_of(context, reservation_.granule_tokens));
  policies_[w.partition]->extend(w.first, w.first + recent / reservation_.granule_tokens,
                                 w.first + end);
}

void TokenDirectory::step(std::size_t window, const std::int32_t* set, std::size_t size,
                          Verdict* verdicts) {
  if (reservation_.granule_tokens > 1) {
    step_pages(window, set, size, verdicts);
    return;
  }
  step_granules(window, set, size, verdicts);
  std::int64_t hits = 0;
  std::int64_t bypassed = 0;
  for (std::size_t i = 0; i < size; ++i) {
    hits += verdicts[i] == Verdict::kHit;
    bypassed += verdicts[i] == Verdict::kBypassed;
  }
  const std::int64_t misses = static_cast<std::int64_t>(size) - hits;
  counters_.lookups += static_cast<std::int64_t>(size);
  counters_.hits += hits;
  counters_.misses += misses;
  counters_.fetches += misses;
  counters_.bypassed += bypassed;
  counters_.fetched_tokens += misses;
  counters_.used_tokens += misses;
}

void TokenDirectory::step_pages(std::size_t window, const std::int32_t* set, std::size_t size,
                                Verdict* verdicts) {
  page_set_.assign(set, size);
  const std::vector<std::int32_t>& pages = page_set_.pages();
  page_verdicts_.resize(pages.size());
  step_granules(window, pages.data(), pages.size(), page_verdicts_.data());
  for (std::size_t i = 0; i < pages.size(); ++i) {
    if (page_verdicts_[i] == Verdict::kHit) continue;
    ++counters_.fetches;
    counters_.bypassed += page_verdicts_[i] == Verdict::kBypassed;
    counters_.fetched_tokens += tokens_of(windows_[window], static_cast<std::uint32_t>(pages[i]));
  }
  for (std::size_t i = 0; i < size; ++i) {
    verdicts[i] = page_verdicts_[page_set_.of_token()[i]];
    count_token(verdicts[i] == Verdict::kHit);
    counters_.used_tokens += verdicts[i] != Verdict::kHit;
  }
}

void TokenDirectory::step_granules(std::size_t window, const std::int32_t* granules,
                                   std::size_t size, Verdict* verdicts) {
  const Window& w = windows_[window];
  granules_.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    granules_[i] = w.first + static_cast<TokenIndex>(granules[i]);
  }
  ReplacementPolicy& policy = *policies_[w.partition];
  if (foresight_ != nullptr) {
    next_uses_.resize(size);
    for (std::size_t i = 0; i < size; ++i) {
      next_uses_[i] = foresight_->look_up(window, static_cast<std::uint32_t>(granules[i]));
    }
    policy.foresee(granules_.data(), next_uses_.data(), size);
  }
  if (reservation_.lookup == LookupOrder::kHeld) {
    policy.hold(granules_.data(), size, verdicts, counters_.evictions);
  } else {
    policy.step(granules_.data(), size, verdicts, counters_.evictions);
  }
}

Verdict TokenDirectory::access(std::size_t window, std::uint32_t token) {
  const Window& w = windows_[window];
  const std::uint32_t granule = token / reservation_.granule_tokens;
  const TokenIndex index = w.first + granule;
  ReplacementPolicy& policy = *policies_[w.partition];
  if (foresight_ != nullptr) {
    const UseTime next = foresight_->look_up(window, granule);
    policy.foresee(&index, &next, 1);
  }
  const Verdict verdict = policy.access(index, counters_.evictions);
  count_token(verdict == Verdict::kHit);
  if (verdict != Verdict::kHit) {
    ++counters_.fetches;
    counters_.bypassed += verdict == Verdict::kBypassed;
    counters_.fetched_tokens += tokens_of(w, granule);
  }
  count_use(w, granule, verdict);
  return verdict;
}

// A token of a page counts as used if the page was fetched for the same set.
void TokenDirectory::count_use(const Window& window, std::uint32_t granule, Verdict verdict) {
  if (fetched_in_.empty()) {
    counters_.used_tokens += verdict != Verdict::kHit;
    return;
  }
  std::uint32_t& fetched_in = fetched_in_[window.first_fetched + granule];
  if (verdict != Verdict::kHit) fetched_in = window.set_number;
  counters_.used_tokens += fetched_in == window.set_number;
}

void TokenDirectory::count_token(bool hit) {
  ++counters_.lookups;
  counters_.hits += hit;
  counters_.misses += !hit;
}

// The last page of a window may be shorter.
std::int64_t TokenDirectory::tokens_of(const Window& window, std::uint32_t granule) const {
  const std::uint32_t each = reservation_.granule_tokens;
  return std::min(each, window.tokens - granule * each);
}

bool TokenDirectory::contains(std::size_t window, std::uint32_t token) const {
  const Window& w = windows_[window];
  return policies_[w.partition]->contains(w.first + token / reservation_.granule_tokens);
}

void TokenDirectory::flush() {
  counters_.evictions += static_cast<std::int64_t>(resident());
  make_policies();
}

std::size_t TokenDirectory::capacity_granules(std::size_t window) const {
  return plan_.partitions[windows_[window].partition].capacity;
}

std::size_t TokenDirectory::resident() const {
  std::size_t sum = 0;
  for (const auto& policy : policies_) sum += policy->resident();
  return sum;
}

}  // namespace dsavp

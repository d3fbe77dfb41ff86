#include "models/llc/token_directory.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <stdexcept>

#include "models/llc/policies.h"

namespace dsavp {
namespace {

std::string fault_of_each(const std::vector<TokenWindow>& windows) {
  for (const TokenWindow& window : windows) {
    if (window.tokens == 0 || window.token_bytes == 0) {
      return fmt::format("the token window at {:#x} is empty", window.base);
    }
    if (window.token_bytes > (std::numeric_limits<Address>::max() - window.base) / window.tokens) {
      return fmt::format("the token window at {:#x} runs past the last address", window.base);
    }
  }
  return "";
}

std::string overlap_of(const std::vector<TokenWindow>& windows) {
  std::vector<const TokenWindow*> order;
  for (const TokenWindow& window : windows) order.push_back(&window);
  std::sort(order.begin(), order.end(),
            [](const TokenWindow* a, const TokenWindow* b) { return a->base < b->base; });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order[i - 1]->end() > order[i]->base) {
      return fmt::format("the token windows at {:#x} and {:#x} overlap", order[i - 1]->base,
                         order[i]->base);
    }
  }
  return "";
}

std::uint64_t partition_key(const TokenWindow& window, ReservationScope scope) {
  const std::uint64_t layer = std::uint64_t{window.layer} << 32;
  switch (scope) {
    case ReservationScope::kLayerRequest:
      return layer | window.request;
    case ReservationScope::kLayer:
      return layer;
    case ReservationScope::kGlobal:
      return 0;
  }
  return 0;
}

std::string mixed_sizes_of(const std::vector<TokenWindow>& windows, ReservationScope scope) {
  std::map<std::uint64_t, Bytes> token_bytes;
  for (const TokenWindow& window : windows) {
    const auto [entry, is_new] =
        token_bytes.try_emplace(partition_key(window, scope), window.token_bytes);
    if (entry->second != window.token_bytes) {
      return fmt::format("the token window at {:#x} has {} B tokens in a partition of {} B tokens",
                         window.base, window.token_bytes, entry->second);
    }
  }
  return "";
}

}  // namespace

std::string TokenDirectory::fault_of(const std::vector<TokenWindow>& windows,
                                     ReservationScope scope) {
  std::string fault = fault_of_each(windows);
  if (fault.empty()) fault = overlap_of(windows);
  if (fault.empty()) fault = mixed_sizes_of(windows, scope);
  return fault;
}

TokenDirectory::TokenDirectory(const std::vector<TokenWindow>& windows,
                               const ReservationConfig& reservation)
    : reservation_(reservation) {
  const std::string fault = fault_of(windows, reservation.scope);
  if (!fault.empty()) throw std::invalid_argument(fault);
  assign_partitions(windows);
  make_policies();
}

void TokenDirectory::assign_partitions(const std::vector<TokenWindow>& windows) {
  std::map<std::uint64_t, std::size_t> index_of;
  for (const TokenWindow& window : windows) {
    const auto [entry, is_new] =
        index_of.try_emplace(partition_key(window, reservation_.scope), partitions_.size());
    if (is_new) partitions_.emplace_back();
    Partition& partition = partitions_[entry->second];
    partition.token_bytes = window.token_bytes;
    places_.push_back({entry->second, static_cast<TokenIndex>(partition.tokens)});
    partition.tokens += window.tokens;
  }
}

void TokenDirectory::make_policies() {
  for (Partition& partition : partitions_) {
    const Bytes share = reservation_.bytes / partitions_.size();
    partition.capacity =
        std::min(static_cast<std::size_t>(share / partition.token_bytes), partition.tokens);
    partition.policy = make_policy(reservation_.policy, partition.tokens, partition.capacity);
  }
}

void TokenDirectory::count(Verdict verdict) {
  ++counters_.lookups;
  counters_.hits += verdict == Verdict::kHit;
  counters_.misses += verdict != Verdict::kHit;
  counters_.bypassed += verdict == Verdict::kBypassed;
}

void TokenDirectory::step(std::size_t window, const std::int32_t* set, std::size_t size,
                          Verdict* verdicts) {
  const Place& place = places_[window];
  set_.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    set_[i] = place.first + static_cast<TokenIndex>(set[i]);
  }
  partitions_[place.partition].policy->step(set_.data(), size, verdicts, counters_.evictions);
  for (std::size_t i = 0; i < size; ++i) count(verdicts[i]);
}

Verdict TokenDirectory::access(std::size_t window, std::uint32_t token) {
  const Place& place = places_[window];
  const Verdict verdict =
      partitions_[place.partition].policy->access(place.first + token, counters_.evictions);
  count(verdict);
  return verdict;
}

bool TokenDirectory::contains(std::size_t window, std::uint32_t token) const {
  const Place& place = places_[window];
  return partitions_[place.partition].policy->contains(place.first + token);
}

void TokenDirectory::flush() {
  counters_.evictions += static_cast<std::int64_t>(resident());
  make_policies();
}

std::size_t TokenDirectory::capacity_tokens(std::size_t window) const {
  return partitions_[places_[window].partition].capacity;
}

std::size_t TokenDirectory::resident() const {
  std::size_t sum = 0;
  for (const Partition& partition : partitions_) sum += partition.policy->resident();
  return sum;
}

}  // namespace dsavp

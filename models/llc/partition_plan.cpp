#include "models/llc/partition_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

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

// Within a partition tokens have 32-bit numbers, and one number means none.
std::string tokens_fault_of(const std::vector<TokenWindow>& windows) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max() - 1;
  std::uint64_t tokens = 0;
  for (const TokenWindow& window : windows) tokens += window.tokens;
  if (tokens <= kMost) return "";
  return fmt::format("the token windows have {} tokens, expected at most {}", tokens, kMost);
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

std::string shares_fault_of(const std::vector<TokenWindow>& windows, Bytes reserved) {
  Bytes left = reserved;
  for (const TokenWindow& window : windows) {
    if (window.share > left) {
      return fmt::format("the token windows' shares exceed the {} B reserved", reserved);
    }
    left -= window.share;
  }
  return "";
}

PartitionPlan::Partition& partition_of(PartitionPlan& plan,
                                       std::map<std::uint64_t, std::size_t>& index_of,
                                       std::uint64_t key) {
  const auto [entry, is_new] = index_of.try_emplace(key, plan.partitions.size());
  if (is_new) plan.partitions.emplace_back();
  return plan.partitions[entry->second];
}

void set_capacities(PartitionPlan& plan, const ReservationConfig& reservation) {
  const bool equal = std::all_of(plan.partitions.begin(), plan.partitions.end(),
                                 [](const auto& partition) { return partition.share == 0; });
  for (PartitionPlan::Partition& partition : plan.partitions) {
    if (equal) partition.share = reservation.bytes / plan.partitions.size();
    // One after the other: the bytes of a granule may be more than 64 bits hold.
    const Bytes fit = partition.share / partition.token_bytes / reservation.granule_tokens;
    partition.capacity = std::min(static_cast<std::size_t>(fit), partition.granules);
  }
}

// The recent tokens may begin and end within a page.
std::size_t pinned_granules(const ReservationConfig& reservation) {
  const std::uint32_t granule = reservation.granule_tokens;
  return granules_of(reservation.pin_recent_tokens, granule) + (granule > 1 ? 1 : 0);
}

std::string pinning_fault_of(const PartitionPlan& plan, const ReservationConfig& reservation) {
  if (needs_foresight(reservation.policy)) {
    return "the optimum keeps what it has to: nothing can be pinned beside it";
  }
  for (const PartitionPlan::Partition& partition : plan.partitions) {
    const std::size_t pinned = pinned_granules(reservation) * partition.windows;
    if (pinned <= partition.capacity || partition.capacity == partition.granules) continue;
    return fmt::format(
        "{} recent tokens of each of {} request{} are to be pinned in a partition of {} tokens",
        reservation.pin_recent_tokens, partition.windows, partition.windows == 1 ? "" : "s",
        partition.capacity * reservation.granule_tokens);
  }
  return "";
}

}  // namespace

std::size_t granules_of(std::uint32_t tokens, std::uint32_t tokens_per_granule) {
  return (std::size_t{tokens} + tokens_per_granule - 1) / tokens_per_granule;
}

Bytes largest_page(const std::vector<TokenWindow>& windows, std::uint32_t tokens_per_page) {
  Bytes largest = 0;
  for (const TokenWindow& window : windows) {
    largest = std::max(largest, window.token_bytes * std::min(window.tokens, tokens_per_page));
  }
  return largest;
}

std::string fault_of(const std::vector<TokenWindow>& windows,
                     const ReservationConfig& reservation) {
  std::string fault = fault_of_each(windows);
  if (fault.empty()) fault = tokens_fault_of(windows);
  if (fault.empty()) fault = overlap_of(windows);
  if (fault.empty()) fault = mixed_sizes_of(windows, reservation.scope);
  if (fault.empty()) fault = shares_fault_of(windows, reservation.bytes);
  if (fault.empty() && reservation.pin_recent_tokens > 0) {
    fault = pinning_fault_of(plan_partitions(windows, reservation), reservation);
  }
  return fault;
}

PartitionPlan plan_partitions(const std::vector<TokenWindow>& windows,
                              const ReservationConfig& reservation) {
  PartitionPlan plan;
  std::map<std::uint64_t, std::size_t> index_of;
  for (const TokenWindow& window : windows) {
    const std::uint64_t key = partition_key(window, reservation.scope);
    PartitionPlan::Partition& partition = partition_of(plan, index_of, key);
    plan.windows.push_back({index_of[key], partition.granules});
    partition.granules += granules_of(window.tokens, reservation.granule_tokens);
    partition.token_bytes = window.token_bytes;
    partition.share += window.share;
    ++partition.windows;
  }
  set_capacities(plan, reservation);
  return plan;
}

}  // namespace dsavp

// How windows of tokens make up the partitions of a reservation, and what may not be.
//
// See token_directory.h for the rules. Capacities are in granules; nothing is rounded up, so a share
// smaller than a granule gives a partition that keeps nothing.
#pragma once

#include <string>
#include <vector>

#include "models/llc/llc_config.h"

namespace dsavp {

struct TokenWindow {
  Address base = 0;
  Bytes token_bytes = 0;
  std::uint32_t tokens = 0;
  std::uint32_t layer = 0;
  std::uint32_t request = 0;
  Bytes share = 0;  // of the reserved bytes; 0 in all windows: equal partitions

  Address end() const { return base + token_bytes * tokens; }
};

struct PartitionPlan {
  struct Partition {
    std::size_t granules = 0;  // of all its windows
    std::size_t windows = 0;
    std::size_t capacity = 0;
    Bytes token_bytes = 0;
    Bytes share = 0;
  };
  struct Window {
    std::size_t partition;
    std::size_t first;  // of its granules among the partition's
  };

  std::vector<Partition> partitions;
  std::vector<Window> windows;
};

std::size_t granules_of(std::uint32_t tokens, std::uint32_t tokens_per_granule);

// Of windows without fault.
Bytes largest_page(const std::vector<TokenWindow>& windows, std::uint32_t tokens_per_page);

// What is wrong with them, in words; empty if nothing.
std::string fault_of(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation);

// Of windows without fault.
PartitionPlan plan_partitions(const std::vector<TokenWindow>& windows,
                              const ReservationConfig& reservation);

}  // namespace dsavp

// How a reservation is best split over the layers of a trace: the capacities with the most hits.
//
// Each layer has a number of partitions, all of one capacity, and its curve says how many hits they
// have together at each capacity: it never falls, but need not be concave. Step look-up has knees
// and sequential look-up cliffs, so capacity given to whoever gains most by the next token can miss
// the best. Capacities are in granules, and no more are given than the total.
//
// How: the best hits of the first layers with so many granules, layer after layer (dynamic
// programming over max-plus convolutions). The hulls of the curves bound what a beginning can still
// become; those that cannot come near the bound are dropped, first with a narrow margin, and with
// wider ones while nothing is left. That is exact. Where it would take more than kMostSplitOperations
// additions, or 2^25 sums kept, capacities are multiples of 2, 4, ... granules instead, what is over
// goes where it gains most, and the bound says how far from the best that may be.
// Sources: as hull_bound.h, and Qureshi and Patt, "Utility-based cache partitioning", MICRO 2006,
// for what is over.
// Errors: none raised here.
#pragma once

#include <cstdint>
#include <vector>

namespace dsavp {

struct SplitLayer {
  std::vector<std::int64_t> hits;  // of 0, 1, ... granules in each partition; more: as the last
  std::size_t partitions = 1;      // at least 1
  std::size_t granules = 0;        // of a partition: it holds no more
};

struct PartitionSplit {
  std::vector<std::size_t> granules;  // in each partition of the layer
  std::int64_t hits = 0;
  std::int64_t bound = 0;  // no split has more
  std::size_t unit = 1;    // granules; 1: no split has more than `hits`
};

constexpr std::uint64_t kMostSplitOperations = std::uint64_t{1} << 32;

// What makes no more hits is given out too, to the smallest partitions first.
PartitionSplit best_split(const std::vector<SplitLayer>& layers, std::size_t total_granules,
                          std::uint64_t most_operations = kMostSplitOperations);

std::int64_t hits_of_split(const std::vector<SplitLayer>& layers,
                           const std::vector<std::size_t>& granules);

}  // namespace dsavp

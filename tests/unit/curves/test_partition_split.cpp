// Splits against exhaustive search, and what has to hold for every split.
#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "models/llc/reservation_shares.h"
#include "testbench/curves/partition_split.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

enum class CurveKind { kAny, kLinear, kConcave, kCliffs, kFlat };

std::int64_t rise_of(CurveKind kind, std::size_t granules, std::int64_t slope, Random& random) {
  switch (kind) {
    case CurveKind::kAny:
      return static_cast<std::int64_t>(random.below(20));
    case CurveKind::kLinear:
      return slope + static_cast<std::int64_t>(random.below(2));
    case CurveKind::kConcave:
      return 40 / static_cast<std::int64_t>(granules);
    case CurveKind::kCliffs:
      return random.one_in(4) ? static_cast<std::int64_t>(random.below(100)) : 0;
    case CurveKind::kFlat:
      return 0;
  }
  return 0;
}

SplitLayer random_layer(std::size_t most_granules, std::size_t partitions, Random& random) {
  SplitLayer layer;
  layer.partitions = partitions;
  layer.granules = 1 + random.below(most_granules);
  const auto kind = static_cast<CurveKind>(random.below(5));
  const std::int64_t slope = random.between(1, 9);
  layer.hits = {0};
  const std::size_t useful = random.below(layer.granules + 1);
  for (std::size_t granules = 1; granules <= useful; ++granules) {
    layer.hits.push_back(layer.hits.back() + rise_of(kind, granules, slope, random));
  }
  return layer;
}

std::int64_t hits_at(const SplitLayer& layer, std::size_t granules) {
  return layer.hits[std::min(granules, layer.hits.size() - 1)];
}

// Every split there is.
std::int64_t most_hits(const std::vector<SplitLayer>& layers, std::size_t total,
                       std::size_t layer = 0) {
  if (layer == layers.size()) return 0;
  std::int64_t most = 0;
  const std::size_t end = std::min(total / layers[layer].partitions, layers[layer].granules);
  for (std::size_t granules = 0; granules <= end; ++granules) {
    most = std::max(most,
                    hits_at(layers[layer], granules) +
                        most_hits(layers, total - granules * layers[layer].partitions, layer + 1));
  }
  return most;
}

// Layer after layer, all sums: for more layers than every split can be tried of.
std::int64_t most_hits_by_sums(const std::vector<SplitLayer>& layers, std::size_t total) {
  std::vector<std::int64_t> best(total + 1, 0);
  for (const SplitLayer& layer : layers) {
    for (std::size_t sum = total + 1; sum-- > 0;) {
      std::int64_t most = 0;
      for (std::size_t n = 0; n <= layer.granules && n * layer.partitions <= sum; ++n) {
        most = std::max(most, best[sum - n * layer.partitions] + hits_at(layer, n));
      }
      best[sum] = most;
    }
  }
  return best[total];
}

std::size_t used(const std::vector<SplitLayer>& layers, const PartitionSplit& split) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    sum += layers[i].partitions * split.granules[i];
  }
  return sum;
}

std::int64_t equal_hits(const std::vector<SplitLayer>& layers, std::size_t total) {
  std::size_t partitions = 0;
  for (const SplitLayer& layer : layers) partitions += layer.partitions;
  std::int64_t hits = 0;
  for (const SplitLayer& layer : layers) {
    hits += hits_at(layer, std::min(total / partitions, layer.granules));
  }
  return hits;
}

void check_holds(const std::vector<SplitLayer>& layers, std::size_t total,
                 const PartitionSplit& split) {
  REQUIRE(split.granules.size() == layers.size());
  std::int64_t hits = 0;
  std::size_t least_partitions = layers.front().partitions;
  bool all_full = true;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    REQUIRE(split.granules[i] <= layers[i].granules);
    hits += hits_at(layers[i], split.granules[i]);
    least_partitions = std::min(least_partitions, layers[i].partitions);
    all_full = all_full && split.granules[i] == layers[i].granules;
  }
  REQUIRE(split.hits == hits);
  REQUIRE(hits_of_split(layers, split.granules) == hits);
  REQUIRE(split.hits <= split.bound);
  REQUIRE(split.hits >= equal_hits(layers, total));
  REQUIRE(used(layers, split) <= total);
  const bool all_alike = std::all_of(layers.begin(), layers.end(), [&](const SplitLayer& layer) {
    return layer.partitions == least_partitions;
  });
  if (all_alike && !all_full) REQUIRE(total - used(layers, split) < least_partitions);
}

}  // namespace

TEST_CASE("partition split: as many hits as the best of all splits") {
  Random random(1);
  for (int round = 0; round < 3000; ++round) {
    const bool alike = random.one_in(2);
    const std::size_t partitions = 1 + random.below(3);
    std::vector<SplitLayer> layers;
    for (std::uint64_t i = 1 + random.below(4); i > 0; --i) {
      layers.push_back(random_layer(12, alike ? partitions : 1 + random.below(3), random));
    }
    const std::size_t total = random.below(60);
    const PartitionSplit split = best_split(layers, total);
    CAPTURE(round, total);
    check_holds(layers, total, split);
    REQUIRE(split.unit == 1);
    REQUIRE(split.hits == most_hits(layers, total));
  }
}

TEST_CASE("partition split: as many hits as all sums of longer curves have") {
  Random random(2);
  for (int round = 0; round < 60; ++round) {
    std::vector<SplitLayer> layers;
    for (std::uint64_t i = 2 + random.below(10); i > 0; --i) {
      layers.push_back(random_layer(300, 2, random));
    }
    const std::size_t total = random.below(2000);
    CAPTURE(round, total);
    const PartitionSplit split = best_split(layers, total);
    check_holds(layers, total, split);
    REQUIRE(split.unit == 1);
    REQUIRE(split.hits == most_hits_by_sums(layers, total));
  }
}

TEST_CASE("partition split: with too few operations it is coarser, and says so") {
  Random random(3);
  int coarser = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<SplitLayer> layers;
    for (std::uint64_t i = 2 + random.below(6); i > 0; --i) {
      layers.push_back(random_layer(200, 1 + random.below(2), random));
    }
    const std::size_t total = random.below(800);
    CAPTURE(round, total);
    const PartitionSplit split = best_split(layers, total, random.below(8));
    check_holds(layers, total, split);
    const std::int64_t most = most_hits_by_sums(layers, total);
    REQUIRE(split.hits <= most);
    REQUIRE(split.bound >= most);
    if (split.unit == 1) REQUIRE(split.hits == most);
    coarser += split.unit > 1;
  }
  CHECK(coarser > 50);
}

TEST_CASE("partition split: cliffs, which the steepest first would miss, by hand") {
  // Ten granules: the first layer wants six for 60 hits, the others five each for 45.
  SplitLayer six{{0, 0, 0, 0, 0, 0, 60}, 1, 20};
  SplitLayer five{{0, 0, 0, 0, 0, 45}, 1, 20};
  const PartitionSplit split = best_split({six, five, five}, 10);
  CHECK(split.hits == 90);
  CHECK(split.granules == std::vector<std::size_t>{0, 5, 5});
  CHECK(split.bound == 60 + 36);
}

TEST_CASE("partition split: a split's tokens as weights give its capacities back") {
  Random random(4);
  for (int round = 0; round < 500; ++round) {
    const auto requests = static_cast<std::uint32_t>(1 + random.below(4));
    const bool by_request = random.one_in(2);
    ReservationConfig reservation;
    reservation.scope = by_request ? ReservationScope::kLayerRequest : ReservationScope::kLayer;
    reservation.granule_tokens = 1u << random.below(5);
    const Bytes token_bytes = 1 + random.below(2000);
    const std::uint32_t tokens = 300;
    const std::size_t of_window = granules_of(tokens, reservation.granule_tokens);
    std::vector<SplitLayer> layers;
    std::vector<TokenWindow> windows;
    for (std::uint32_t layer = 0; layer < 7; ++layer) {
      layers.push_back(random_layer(of_window, by_request ? requests : 1, random));
      layers.back().granules = by_request ? of_window : of_window * requests;
      for (std::uint32_t request = 0; request < requests; ++request) {
        windows.push_back(
            {windows.size() * tokens * token_bytes, token_bytes, tokens, layer, request});
      }
    }
    const PartitionSplit split = best_split(layers, requests + random.below(3000));
    for (int layer = 0; layer < 7; ++layer) {
      const auto granules = static_cast<std::int64_t>(split.granules[layer]);
      reservation.shares.push_back({layer, -1, granules * reservation.granule_tokens});
    }
    reservation.bytes = used(layers, split) * reservation.granule_tokens * token_bytes;
    set_shares(windows, reservation);
    REQUIRE(fault_of(windows, reservation).empty());
    const PartitionPlan plan = plan_partitions(windows, reservation);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      REQUIRE(plan.partitions[plan.windows[i].partition].capacity ==
              split.granules[windows[i].layer]);
    }
  }
}

TEST_CASE("partition split: what makes no hits goes to the smallest partitions") {
  const SplitLayer some{{0, 10, 11}, 2, 8};
  const SplitLayer none{{0}, 2, 8};
  CHECK(best_split({some, none}, 4).granules == std::vector<std::size_t>{2, 0});
  CHECK(best_split({some, none}, 10).granules == std::vector<std::size_t>{3, 2});
  CHECK(best_split({none, none}, 11).granules == std::vector<std::size_t>{3, 2});
  CHECK(best_split({some, none}, 1000).granules == std::vector<std::size_t>{8, 8});
  CHECK(best_split({some, none}, 1).granules == std::vector<std::size_t>{0, 0});
}

}  // namespace dsavp

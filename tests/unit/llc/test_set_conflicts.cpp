#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "models/llc/ordinary_region.h"
#include "models/llc/reuse_distance.h"
#include "models/llc/set_conflicts.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

// The share of draws with which an extent is still there.
double share_staying(const SetConflicts& conflicts, Bytes distance, Bytes capacity) {
  constexpr std::uint64_t kDraws = 1024;
  std::uint64_t stayed = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    stayed += conflicts.stays(distance, capacity, i << 54);
  }
  return double(stayed) / kDraws;
}

// Real sets: each extent has one by chance, LRU within it.
double share_staying_in_sets(int ways, int sets, int others, std::uint64_t seed) {
  Random random(seed);
  constexpr int kTrials = 4000;
  int stayed = 0;
  for (int trial = 0; trial < kTrials; ++trial) {
    int in_its_set = 0;
    for (int i = 0; i < others; ++i) {
      in_its_set += random.one_in(static_cast<std::uint64_t>(sets)) ? 1 : 0;
    }
    stayed += in_its_set < ways ? 1 : 0;
  }
  return double(stayed) / kTrials;
}

}  // namespace

TEST_CASE("an extent stays as often as in a cache of sets", "[llc][set_conflicts]") {
  constexpr int kSets = 50;
  const int ways = GENERATE(1, 4, 16);
  const SetConflicts conflicts(ways);
  for (const double fill : {0.25, 0.5, 0.8, 1.0, 1.3, 2.0}) {
    CAPTURE(ways, fill);
    const int others = static_cast<int>(fill * ways * kSets);
    const double expected = share_staying_in_sets(ways, kSets, others, 7);
    const auto line = Bytes{128};
    CHECK(share_staying(conflicts, line * static_cast<Bytes>(others), line * Bytes(ways * kSets)) ==
          Approx(expected).margin(0.03));
  }
}

TEST_CASE("one way: the exponential law, and beyond the longest reach nothing",
          "[llc][set_conflicts]") {
  const SetConflicts conflicts(1);
  CHECK(share_staying(conflicts, 1000, 1000) == Approx(std::exp(-1)).margin(0.002));
  CHECK(share_staying(conflicts, 0, 1000) == 1);
  CHECK(share_staying(conflicts, conflicts.longest_reach() * 1000, 1000) == 0);
}

TEST_CASE("the bytes used since agree with a plain count", "[llc][reuse_distance]") {
  struct Use {
    ReuseDistance::Use number;
    Bytes bytes;
  };
  Random random(3);
  ReuseDistance distance;
  std::vector<Use> uses;  // oldest first
  for (int i = 0; i < 5000; ++i) {
    if (distance.full()) {
      distance.restart(uses.size());
      for (Use& use : uses) use.number = distance.add(use.bytes);
    }
    if (!uses.empty() && random.one_in(2)) {
      const std::size_t which = random.below(uses.size());
      Bytes after = 0;
      for (std::size_t j = which + 1; j < uses.size(); ++j) after += uses[j].bytes;
      REQUIRE(distance.after(uses[which].number) == after);
      distance.remove(uses[which].number, uses[which].bytes);
      uses.erase(uses.begin() + static_cast<std::ptrdiff_t>(which));
    } else {
      const Bytes bytes = 1 + random.below(5000);
      uses.push_back({distance.add(bytes), bytes});
    }
  }
}

TEST_CASE("sets make misses before the region is full, and hits beyond", "[llc][ordinary_region]") {
  constexpr Bytes kExtent = 512;
  constexpr Bytes kCapacity = 2000 * kExtent;
  const auto hits = [](Address extents, int ways) {
    OrdinaryRegion region(kCapacity, ways);
    std::int64_t found = 0;
    for (int pass = 0; pass < 5; ++pass) {
      for (Address i = 0; i < extents; ++i) {
        const bool hit = region.read(i * kExtent, kExtent);
        found += pass > 0 && hit ? 1 : 0;
      }
    }
    return double(found) / (4 * double(extents));
  };
  CHECK(hits(500, 16) == Approx(1).margin(0.001));
  CHECK(hits(1600, 16) < 0.99);
  CHECK(hits(1600, 16) > 0.7);
  CHECK(hits(2400, 16) > 0.05);
  CHECK(hits(2400, 16) < 0.4);
  CHECK(hits(6000, 16) == Approx(0).margin(0.001));
  CHECK(hits(1600, 0) == 1);
  CHECK(hits(2400, 0) == 0);
}

TEST_CASE("what is remembered of sets is bounded", "[llc][ordinary_region]") {
  OrdinaryRegion region(100'000, 8);
  const Bytes most = SetConflicts(8).longest_reach() * 100'000;
  for (Address i = 0; i < 3000; ++i) {
    region.read(i * 1000, 1000);
    REQUIRE(region.used() <= most);
  }
  CHECK(region.used() > 100'000);
  region.set_capacity(10'000);
  CHECK(region.used() <= most / 10);
  region.read(1 << 30, 10'001);  // larger than the region: flushes it
  CHECK(region.used() == 0);
}

}  // namespace dsavp

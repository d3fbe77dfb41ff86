#include <catch2/catch.hpp>
#include <limits>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "models/llc/token_directory.h"
#include "tests/unit/llc/naive_directory.h"
#include "tests/unit/random.h"

namespace dsavp::llc_test {
namespace {

constexpr ReservationScope kScopes[] = {ReservationScope::kLayerRequest, ReservationScope::kLayer,
                                        ReservationScope::kGlobal};

struct Shape {
  int layers;
  int requests;
  std::uint32_t context;  // of the longest request
  std::size_t k;
  int steps;
};

// k equal to the context, k of one, and everything that a partition can be shared by.
constexpr Shape kShapes[] = {
    {1, 1, 1, 1, 20},   {1, 1, 24, 24, 40}, {1, 3, 40, 8, 30},
    {3, 2, 32, 12, 25}, {2, 2, 90, 5, 40},  {4, 1, 17, 1, 60},
};

enum class Calls { kStep, kAccess, kBoth };

// Windows in no order of address and with holes between them. Requests differ in length, and layers
// in the size of a token where the scope lets them.
std::vector<TokenWindow> make_windows(const Shape& shape, ReservationScope scope, Random& random) {
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < shape.layers; ++layer) {
    for (int request = 0; request < shape.requests; ++request) {
      TokenWindow window;
      window.layer = static_cast<std::uint32_t>(layer);
      window.request = static_cast<std::uint32_t>(request);
      window.tokens = request == 0 ? shape.context
                                   : static_cast<std::uint32_t>(1 + random.below(shape.context));
      window.token_bytes = scope == ReservationScope::kGlobal ? 72 : 72 * (1 + Bytes(layer));
      windows.push_back(window);
    }
  }
  random.shuffle(windows);
  Address next = random.below(4096);
  for (TokenWindow& window : windows) {
    window.base = next;
    next = window.end() + (random.one_in(3) ? 0 : random.below(1000));
  }
  random.shuffle(windows);
  return windows;
}

ReservationConfig reserve(Bytes bytes, ReservationScope scope) {
  ReservationConfig reservation;
  reservation.bytes = bytes;
  reservation.scope = scope;
  return reservation;
}

std::vector<Verdict> step(TokenDirectory& directory, std::size_t window,
                          const std::vector<std::int32_t>& set) {
  std::vector<Verdict> verdicts(set.size());
  directory.step(window, set.data(), set.size(), verdicts.data());
  return verdicts;
}

std::vector<Verdict> access(TokenDirectory& directory, std::size_t window,
                            const std::vector<std::int32_t>& set) {
  std::vector<Verdict> verdicts;
  for (const std::int32_t token : set) {
    verdicts.push_back(directory.access(window, static_cast<std::uint32_t>(token)));
  }
  return verdicts;
}

void check_balance(const TokenDirectory& directory) {
  const DirectoryCounters& c = directory.counters();
  REQUIRE(c.lookups == c.hits + c.misses);
  REQUIRE(c.misses - c.bypassed - c.evictions == static_cast<std::int64_t>(directory.resident()));
}

// A directory beside its oracle.
class Pair {
 public:
  Pair(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation)
      : windows_(windows), directory_(windows, reservation), naive_(windows, reservation) {
    REQUIRE(directory_.partitions() == naive_.partitions());
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      REQUIRE(directory_.capacity_granules(i) == naive_.partition(i).capacity());
    }
  }

  void look_up(std::size_t window, const std::vector<std::int32_t>& set, bool as_step) {
    if (as_step) {
      REQUIRE(step(directory_, window, set) == naive_.step(window, set));
    } else {
      REQUIRE(access(directory_, window, set) == naive_.access(window, set));
    }
    REQUIRE(same(directory_.counters(), naive_.counters()));
    check_balance(directory_);
  }

  void check_residents() {
    std::size_t different = 0;
    std::size_t resident = 0;
    for (std::size_t i = 0; i < windows_.size(); ++i) {
      REQUIRE(naive_.partition(i).resident() <= directory_.capacity_granules(i));
      for (std::uint32_t token = 0; token < windows_[i].tokens; ++token) {
        different += directory_.contains(i, token) != naive_.partition(i).contains({i, token});
        resident += directory_.contains(i, token);
      }
    }
    REQUIRE(different == 0);
    REQUIRE(directory_.resident() == resident);
  }

 private:
  const std::vector<TokenWindow> windows_;
  TokenDirectory directory_;
  NaiveDirectory naive_;
};

// From nothing to more than all windows together, with remainders that the shares leave over.
std::vector<Bytes> reservations_for(const std::vector<TokenWindow>& windows, Random& random) {
  Bytes all = 0;
  for (const TokenWindow& window : windows) all += window.end() - window.base;
  std::vector<Bytes> bytes = {0, 71, all, all * windows.size() * 2};
  for (int i = 0; i < 6; ++i) bytes.push_back(random.below(all + 1));
  return bytes;
}

void check_against_oracle(Calls calls) {
  Random random(20250 + static_cast<std::uint64_t>(calls));
  for (const Shape& shape : kShapes) {
    for (const ReservationScope scope : kScopes) {
      const std::vector<TokenWindow> windows = make_windows(shape, scope, random);
      for (const Bytes bytes : reservations_for(windows, random)) {
        CAPTURE(shape.layers, shape.requests, shape.context, shape.k, word_of(scope), bytes);
        Pair pair(windows, reserve(bytes, scope));
        for (int i = 0; i < shape.steps; ++i) {
          for (std::size_t window = 0; window < windows.size(); ++window) {
            const bool as_step = calls == Calls::kBoth ? random.one_in(2) : calls == Calls::kStep;
            pair.look_up(window, random.set(windows[window].tokens, shape.k), as_step);
          }
          pair.check_residents();
        }
      }
    }
  }
}

}  // namespace

TEST_CASE("the step look-up agrees with the oracle", "[llc][token_directory]") {
  check_against_oracle(Calls::kStep);
}

TEST_CASE("the sequential look-up agrees with the oracle", "[llc][token_directory]") {
  check_against_oracle(Calls::kAccess);
}

TEST_CASE("both look-ups share one order of recency", "[llc][token_directory]") {
  check_against_oracle(Calls::kBoth);
}

namespace {

std::vector<TokenWindow> one_window(std::uint32_t tokens) {
  TokenWindow window;
  window.base = 0x1000;
  window.token_bytes = 64;
  window.tokens = tokens;
  return {window};
}

constexpr Verdict kHit = Verdict::kHit;
constexpr Verdict kPlaced = Verdict::kPlaced;
constexpr Verdict kBypassed = Verdict::kBypassed;

using Verdicts = std::vector<Verdict>;

std::set<std::uint32_t> residents(const TokenDirectory& directory, std::uint32_t tokens) {
  std::set<std::uint32_t> found;
  for (std::uint32_t token = 0; token < tokens; ++token) {
    if (directory.contains(0, token)) found.insert(token);
  }
  return found;
}

}  // namespace

TEST_CASE("a set larger than the partition keeps its last tokens", "[llc][token_directory]") {
  TokenDirectory directory(one_window(8), reserve(3 * 64, ReservationScope::kGlobal));
  CHECK(step(directory, 0, {0, 1, 2}) == Verdicts{kPlaced, kPlaced, kPlaced});
  // The look-up is of the contents before: 0 is found, though it does not stay.
  CHECK(step(directory, 0, {3, 0, 4, 2, 5}) == Verdicts{kBypassed, kHit, kPlaced, kHit, kPlaced});
  CHECK(residents(directory, 8) == std::set<std::uint32_t>{2, 4, 5});
  CHECK(directory.counters().evictions == 2);  // 0, which was hit, and 1
  CHECK(directory.counters().bypassed == 1);
}

TEST_CASE("a set smaller than the partition leaves the most recent of the old",
          "[llc][token_directory]") {
  TokenDirectory directory(one_window(8), reserve(4 * 64, ReservationScope::kGlobal));
  step(directory, 0, {0, 1, 2, 3});
  // 0 becomes recent before anything leaves, so that 1 and 2 go.
  CHECK(step(directory, 0, {5, 0, 6}) == Verdicts{kPlaced, kHit, kPlaced});
  CHECK(residents(directory, 8) == std::set<std::uint32_t>{0, 3, 5, 6});
}

TEST_CASE("sequential look-up in a cycle longer than the partition never hits",
          "[llc][token_directory]") {
  TokenDirectory sequential(one_window(5), reserve(4 * 64, ReservationScope::kGlobal));
  TokenDirectory whole(one_window(5), reserve(4 * 64, ReservationScope::kGlobal));
  for (int i = 0; i < 10; ++i) {
    access(sequential, 0, {0, 1, 2, 3, 4});
    step(whole, 0, {0, 1, 2, 3, 4});
  }
  CHECK(sequential.counters().hits == 0);
  CHECK(whole.counters().hits == 9 * 4);  // what the step look-up is for
}

TEST_CASE("a directory without capacity bypasses everything", "[llc][token_directory]") {
  TokenDirectory directory(one_window(5), reserve(63, ReservationScope::kGlobal));
  CHECK(directory.capacity_granules(0) == 0);
  CHECK(step(directory, 0, {4, 1}) == Verdicts{kBypassed, kBypassed});
  CHECK(access(directory, 0, {4, 4}) == Verdicts{kBypassed, kBypassed});
  CHECK(directory.resident() == 0);
}

TEST_CASE("an empty set changes nothing", "[llc][token_directory]") {
  TokenDirectory directory(one_window(5), reserve(2 * 64, ReservationScope::kGlobal));
  step(directory, 0, {1, 2});
  CHECK(step(directory, 0, {}).empty());
  CHECK(residents(directory, 5) == std::set<std::uint32_t>{1, 2});
  CHECK(directory.counters().lookups == 2);
}

// LRU is a stack algorithm: what a partition holds, every larger one holds too.
TEST_CASE("a larger capacity never hits less", "[llc][token_directory]") {
  constexpr std::uint32_t kContext = 40;
  const bool as_step = GENERATE(true, false);
  Random random(7);
  for (int round = 0; round < 4; ++round) {
    std::vector<std::unique_ptr<TokenDirectory>> directories;
    for (std::uint32_t capacity = 0; capacity <= kContext + 3; ++capacity) {
      directories.push_back(std::make_unique<TokenDirectory>(
          one_window(kContext), reserve(capacity * 64, ReservationScope::kLayer)));
    }
    const std::size_t k = 1 + random.below(kContext);
    for (int i = 0; i < 60; ++i) {
      const std::vector<std::int32_t> set = random.set(kContext, k);
      for (auto& directory : directories) {
        if (as_step) {
          step(*directory, 0, set);
        } else {
          access(*directory, 0, set);
        }
      }
      std::size_t lost = 0;
      for (std::size_t c = 1; c < directories.size(); ++c) {
        REQUIRE(directories[c]->counters().hits >= directories[c - 1]->counters().hits);
        for (std::uint32_t token = 0; token < kContext; ++token) {
          lost += directories[c - 1]->contains(0, token) && !directories[c]->contains(0, token);
        }
      }
      REQUIRE(lost == 0);
    }
  }
}

TEST_CASE("once all tokens fit, only first uses miss", "[llc][token_directory]") {
  const bool as_step = GENERATE(true, false);
  TokenDirectory directory(one_window(30), reserve(30 * 64, ReservationScope::kGlobal));
  Random random(11);
  std::set<std::int32_t> used;
  for (int i = 0; i < 50; ++i) {
    const std::vector<std::int32_t> set = random.set(30, 9);
    used.insert(set.begin(), set.end());
    if (as_step) {
      step(directory, 0, set);
    } else {
      access(directory, 0, set);
    }
  }
  CHECK(directory.counters().misses == static_cast<std::int64_t>(used.size()));
  CHECK(directory.counters().evictions == 0);
  CHECK(directory.counters().bypassed == 0);
}

TEST_CASE("flush forgets the tokens and keeps the counters", "[llc][token_directory]") {
  Random random(3);
  const std::vector<TokenWindow> windows =
      make_windows({2, 2, 30, 10, 0}, ReservationScope::kLayer, random);
  const ReservationConfig reservation = reserve(4000, ReservationScope::kLayer);
  TokenDirectory flushed(windows, reservation);
  for (int i = 0; i < 40; ++i) {
    const std::size_t window = random.below(windows.size());
    step(flushed, window, random.set(windows[window].tokens, 10));
  }
  const DirectoryCounters before = flushed.counters();
  const auto resident = static_cast<std::int64_t>(flushed.resident());
  REQUIRE(resident > 0);
  flushed.flush();
  CHECK(flushed.resident() == 0);
  CHECK(flushed.counters().evictions == before.evictions + resident);
  CHECK(flushed.counters().lookups == before.lookups);
  CHECK(flushed.counters().hits == before.hits);
  check_balance(flushed);

  // From there on it behaves as a new one.
  TokenDirectory fresh(windows, reservation);
  for (int i = 0; i < 40; ++i) {
    const std::size_t window = random.below(windows.size());
    const std::vector<std::int32_t> set = random.set(windows[window].tokens, 10);
    REQUIRE(step(flushed, window, set) == step(fresh, window, set));
  }
  check_balance(flushed);
}

TEST_CASE("the scope shares the reservation out", "[llc][token_directory]") {
  std::vector<TokenWindow> windows;
  for (std::uint32_t layer = 0; layer < 3; ++layer) {
    for (std::uint32_t request = 0; request < 2; ++request) {
      windows.push_back({0x10000 * windows.size(), 64, 10, layer, request});
    }
  }
  const auto check = [&](ReservationScope scope, std::size_t partitions, std::size_t capacity) {
    const TokenDirectory directory(windows, reserve(1600, scope));
    CHECK(directory.partitions() == partitions);
    for (std::size_t i = 0; i < windows.size(); ++i) {
      CHECK(directory.capacity_granules(i) == capacity);
    }
  };
  check(ReservationScope::kLayerRequest, 6, 1600 / 6 / 64);
  check(ReservationScope::kLayer, 3, 1600 / 3 / 64);
  check(ReservationScope::kGlobal, 1, 1600 / 64);
  // Shares and tokens are whole: one byte less is one token less for each.
  const TokenDirectory whole(windows, reserve(3 * 64 * 5, ReservationScope::kLayer));
  CHECK(whole.capacity_granules(5) == 5);
  const TokenDirectory less(windows, reserve(3 * 64 * 5 - 1, ReservationScope::kLayer));
  CHECK(less.capacity_granules(5) == 4);
  const TokenDirectory ample(windows, reserve(1 << 20, ReservationScope::kLayer));
  CHECK(ample.capacity_granules(0) == 20);  // no more than the partition has
}

TEST_CASE("windows of one request in two places share its partition", "[llc][token_directory]") {
  const std::vector<TokenWindow> windows = {{0, 64, 4, 1, 1}, {0x1000, 64, 4, 1, 1}};
  TokenDirectory directory(windows, reserve(3 * 64, ReservationScope::kLayerRequest));
  REQUIRE(directory.partitions() == 1);
  step(directory, 0, {0, 1, 2});
  step(directory, 1, {0, 1});
  CHECK(directory.contains(0, 2));
  CHECK_FALSE(directory.contains(0, 0));
  CHECK_FALSE(directory.contains(0, 1));
  CHECK(directory.contains(1, 0));
}

TEST_CASE("a directory without windows is empty", "[llc][token_directory]") {
  const TokenDirectory directory({}, reserve(4096, ReservationScope::kLayerRequest));
  CHECK(directory.partitions() == 0);
  CHECK(directory.resident() == 0);
}

TEST_CASE("a directory refuses windows that make no sense", "[llc][token_directory]") {
  const auto refused = [](const std::vector<TokenWindow>& windows, ReservationScope scope) {
    CHECK_THROWS_AS(TokenDirectory(windows, reserve(4096, scope)), std::invalid_argument);
  };
  const ReservationScope scope = GENERATE(from_range(std::begin(kScopes), std::end(kScopes)));
  refused({{0, 64, 0, 0, 0}}, scope);
  refused({{0, 0, 4, 0, 0}}, scope);
  refused({{0x100, 64, 4, 0, 0}, {0x1ff, 64, 4, 1, 0}}, scope);
  refused({{0x1ff, 64, 4, 0, 0}, {0x100, 64, 4, 1, 0}}, scope);
  refused({{0x100, 64, 4, 0, 0}, {0x100, 64, 4, 1, 0}}, scope);
  refused({{0, 64, 100, 0, 0}, {64, 64, 1, 1, 0}, {0x9000, 64, 1, 2, 0}}, scope);
  // The end of the window is beyond the last address, where a comparison would not see it.
  const Address last = std::numeric_limits<Address>::max();
  refused({{last - 64, 64, 4, 0, 0}}, scope);
  refused({{0, Bytes{1} << 63, 2, 0, 0}}, scope);
  CHECK_NOTHROW(TokenDirectory({{0x100, 64, 4, 0, 0}, {0x200, 64, 4, 0, 1}}, reserve(64, scope)));
  CHECK_NOTHROW(TokenDirectory({{last - 256, 64, 4, 0, 0}}, reserve(64, scope)));
}

TEST_CASE("windows have no more tokens than 32 bits can number", "[llc][token_directory]") {
  constexpr std::uint32_t kMost = 0x7fffffff;
  std::vector<TokenWindow> windows = {{0, 1, kMost, 0, 0}, {Address{1} << 32, 1, kMost, 0, 1}};
  const ReservationConfig reservation = reserve(4096, ReservationScope::kGlobal);
  CHECK(fault_of(windows, reservation).empty());
  windows.push_back({Address{1} << 40, 1, 1, 1, 0});
  CHECK(fault_of(windows, reservation) ==
        "the token windows have 4294967295 tokens, expected at most 4294967294");
}

TEST_CASE("tokens of one partition have one size", "[llc][token_directory]") {
  const std::vector<TokenWindow> by_layer = {{0, 64, 4, 0, 0}, {0x1000, 128, 4, 1, 0}};
  const std::vector<TokenWindow> by_request = {{0, 64, 4, 0, 0}, {0x1000, 128, 4, 0, 1}};
  const auto make = [](const std::vector<TokenWindow>& windows, ReservationScope scope) {
    return TokenDirectory(windows, reserve(4096, scope));
  };
  CHECK_NOTHROW(make(by_layer, ReservationScope::kLayerRequest));
  CHECK_NOTHROW(make(by_layer, ReservationScope::kLayer));
  CHECK_THROWS_AS(make(by_layer, ReservationScope::kGlobal), std::invalid_argument);
  CHECK_NOTHROW(make(by_request, ReservationScope::kLayerRequest));
  CHECK_THROWS_AS(make(by_request, ReservationScope::kLayer), std::invalid_argument);
  CHECK_THROWS_AS(make(by_request, ReservationScope::kGlobal), std::invalid_argument);
}

}  // namespace dsavp::llc_test

// Pages, shares and set boundaries of the token directory, against lists searched from end to end.
#include <algorithm>
#include <catch2/catch.hpp>
#include <list>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

#include "models/llc/reservation_shares.h"
#include "models/llc/token_directory.h"
#include "tests/unit/random.h"

namespace dsavp::llc_test {
namespace {

constexpr std::uint32_t kPagedTokens = 101;  // the last page is short

// LRU over pages, the most recent at the front.
class NaivePages {
 public:
  NaivePages(std::size_t capacity, std::uint32_t tokens_per_page)
      : capacity_(capacity), each_(tokens_per_page) {}

  void step(const std::vector<std::int32_t>& set, DirectoryCounters& c) {
    const std::list<std::int32_t> before = pages_;
    std::set<std::int32_t> seen;
    for (const std::int32_t token : set) {
      const std::int32_t page = token / static_cast<std::int32_t>(each_);
      const bool hit = std::count(before.begin(), before.end(), page) > 0;
      ++c.lookups;
      ++(hit ? c.hits : c.misses);
      if (!hit) ++c.used_tokens;
      if (!seen.insert(page).second) continue;
      if (!hit) fetch(page, c);
      pages_.remove(page);
      pages_.push_front(page);
    }
    trim(before, c);
  }

  void access_all(const std::vector<std::int32_t>& set, DirectoryCounters& c) {
    std::set<std::int32_t> fetched_now;
    for (const std::int32_t token : set) {
      const std::int32_t page = token / static_cast<std::int32_t>(each_);
      const bool hit = std::count(pages_.begin(), pages_.end(), page) > 0;
      ++c.lookups;
      ++(hit ? c.hits : c.misses);
      if (!hit) {
        fetch(page, c);
        fetched_now.insert(page);
        if (capacity_ == 0) ++c.bypassed;
      }
      if (fetched_now.count(page) > 0) ++c.used_tokens;
      if (capacity_ == 0) continue;
      pages_.remove(page);
      pages_.push_front(page);
      if (pages_.size() > capacity_) {
        pages_.pop_back();
        ++c.evictions;
      }
    }
  }

 private:
  void fetch(std::int32_t page, DirectoryCounters& c) {
    ++c.fetches;
    c.fetched_tokens += std::min(each_, kPagedTokens - static_cast<std::uint32_t>(page) * each_);
  }
  void trim(const std::list<std::int32_t>& before, DirectoryCounters& c) {
    while (pages_.size() > capacity_) {
      const bool was_there = std::count(before.begin(), before.end(), pages_.back()) > 0;
      ++(was_there ? c.evictions : c.bypassed);
      pages_.pop_back();
    }
  }

  std::size_t capacity_;
  std::uint32_t each_;
  std::list<std::int32_t> pages_;
};

void check_same(const DirectoryCounters& a, const DirectoryCounters& b) {
  CHECK(a.lookups == b.lookups);
  CHECK(a.hits == b.hits);
  CHECK(a.misses == b.misses);
  CHECK(a.fetches == b.fetches);
  CHECK(a.bypassed == b.bypassed);
  CHECK(a.evictions == b.evictions);
  CHECK(a.fetched_tokens == b.fetched_tokens);
  CHECK(a.used_tokens == b.used_tokens);
}

std::vector<std::int32_t> random_set(Random& random, std::size_t size) {
  std::vector<std::int32_t> all;
  for (std::uint32_t t = 0; t < kPagedTokens; ++t) all.push_back(static_cast<std::int32_t>(t));
  random.shuffle(all);
  all.resize(size);
  return all;
}

}  // namespace

TEST_CASE("pages: every counter as in a naive list", "[llc][pages]") {
  const std::uint32_t page = GENERATE(1u, 8u, 16u, 32u, 64u);
  const LookupOrder order = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const std::size_t capacity = GENERATE(0, 1, 3, 40);
  Random random(page + capacity);
  ReservationConfig reservation;
  reservation.bytes = capacity * page * 64;
  reservation.granule_tokens = page;
  reservation.lookup = order;
  TokenDirectory directory({{0, 64, kPagedTokens, 0, 0}}, reservation);
  NaivePages naive(std::min(capacity, (kPagedTokens + page - 1) / std::size_t{page}), page);
  DirectoryCounters expected;
  for (int i = 0; i < 40; ++i) {
    const std::vector<std::int32_t> set = random_set(random, 1 + random.below(30));
    std::vector<Verdict> verdicts(set.size());
    if (order == LookupOrder::kStep) {
      directory.step(0, set.data(), set.size(), verdicts.data());
      naive.step(set, expected);
    } else {
      directory.begin_set(0);
      for (const std::int32_t token : set) directory.access(0, static_cast<std::uint32_t>(token));
      naive.access_all(set, expected);
    }
    const DirectoryCounters& c = directory.counters();
    REQUIRE(c.lookups == c.hits + c.misses);
    REQUIRE(c.fetches - c.bypassed - c.evictions ==
            static_cast<std::int64_t>(directory.resident()));
    REQUIRE(c.used_tokens <= c.fetched_tokens);
  }
  check_same(directory.counters(), expected);
}

TEST_CASE("shares divide the reservation without loss", "[llc][shares]") {
  ReservationConfig reservation;
  reservation.bytes = 64 * (10 + 3 + 7 + 7);
  reservation.shares = {{-1, -1, 7}, {0, -1, 10}, {0, 1, 3}};
  std::vector<TokenWindow> windows = {
      {0, 64, 50, 0, 0}, {4096, 64, 50, 0, 1}, {8192, 64, 50, 1, 0}, {12288, 64, 50, 1, 1}};
  set_shares(windows, reservation);
  SECTION("a partition of its own each") {
    const TokenDirectory directory(windows, reservation);
    CHECK(directory.capacity_granules(0) == 10);
    CHECK(directory.capacity_granules(1) == 3);
    CHECK(directory.capacity_granules(2) == 7);
    CHECK(directory.capacity_granules(3) == 7);
  }
  SECTION("layers together") {
    reservation.scope = ReservationScope::kLayer;
    const TokenDirectory directory(windows, reservation);
    CHECK(directory.capacity_granules(0) == 13);
    CHECK(directory.capacity_granules(3) == 14);
  }
  SECTION("more than there is") {
    windows[2].share += 1;
    CHECK_THROWS_WITH(TokenDirectory(windows, reservation), Catch::Contains("shares exceed"));
  }
  SECTION("nothing for anybody") {
    reservation.shares = {{-1, -1, 0}};
    CHECK_THROWS_AS(set_shares(windows, reservation), std::invalid_argument);
  }
  SECTION("no shares, equal partitions") {
    reservation.shares.clear();
    set_shares(windows, reservation);
    const TokenDirectory directory(windows, reservation);
    for (std::size_t i = 0; i < 4; ++i) CHECK(directory.capacity_granules(i) == 27 / 4);
  }
}

TEST_CASE("a page of more bytes than 64 bits hold fits nowhere", "[llc][pages]") {
  ReservationConfig reservation;
  reservation.bytes = 1 << 20;
  reservation.granule_tokens = 4096;
  const std::vector<TokenWindow> windows = {{0, Bytes{1} << 52, 10, 0, 0}};
  CHECK(TokenDirectory(windows, reservation).capacity_granules(0) == 0);
}

TEST_CASE("what the directory cannot do is refused", "[llc][pages]") {
  const std::vector<TokenWindow> windows = {{0, 64, 50, 0, 0}};
  ReservationConfig reservation;
  reservation.bytes = 640;
  SECTION("an optimum that knows nothing") {
    reservation.policy = PolicyKind::kOptimum;
    CHECK_THROWS_WITH(TokenDirectory(windows, reservation), Catch::Contains("future"));
  }
  SECTION("an optimum that is not free") {
    reservation.policy = PolicyKind::kOptimum;
    reservation.pin_recent_tokens = 2;
    CHECK_THROWS_WITH(TokenDirectory(windows, reservation), Catch::Contains("pinned"));
  }
  SECTION("more pinned than a partition holds") {
    reservation.pin_recent_tokens = 11;
    CHECK_THROWS_WITH(TokenDirectory(windows, reservation), Catch::Contains("partition of 10"));
  }
}

}  // namespace dsavp::llc_test

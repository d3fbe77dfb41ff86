// The token controller with a granule of several tokens: which read fetches which page.
#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>
#include <vector>

#include "models/llc/token_controller.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using namespace token_registers;

constexpr Bytes kToken = 96;
constexpr std::uint32_t kTokens = 61;
constexpr Address kBase = 0x1000;

class PagedController {
 public:
  PagedController(LookupOrder lookup, std::uint64_t granule, Bytes kept_pages)
      : granule_(granule), controller_(1 << 20) {
    write(kReservedBytes, kept_pages * granule * kToken + 1);
    write(kLookup, static_cast<std::uint64_t>(lookup));
    write(kGranule, granule);
    write(kWindowCount, 1);
    write(kWindowTable + kWindowBase, kBase);
    write(kWindowTable + kWindowTokenBytes, kToken);
    write(kWindowTable + kWindowTokens, kTokens);
    write(kControl, kControlEnable);
  }

  void write(std::uint64_t offset, std::uint64_t value) {
    REQUIRE(controller_.write(offset, value) == RegisterStatus::kOk);
  }
  void announce(const std::vector<std::int32_t>& set) {
    REQUIRE(controller_.write_announce_list(set.data(), set.size()) == RegisterStatus::kOk);
    write(kAnnounceGo, set.size());
  }
  TokenLookUp read(std::int32_t token, Bytes offset = 0) {
    return controller_.look_up(kBase + static_cast<Address>(token) * kToken + offset,
                               kToken - offset);
  }
  // Reads the token and says whether that fetches its page; checks which page it is.
  bool fetches(std::int32_t token) {
    const TokenLookUp result = read(token);
    const std::uint64_t first = static_cast<std::uint64_t>(token) / granule_ * granule_;
    CHECK(result.page.base == kBase + first * kToken);
    CHECK(result.page.bytes == std::min(granule_, kTokens - first) * kToken);
    return result.fetches;
  }
  DirectoryCounters counters() const { return controller_.counters(); }

 private:
  const std::uint64_t granule_;
  TokenController controller_;
};

}  // namespace

TEST_CASE("a token alone has no page", "[llc][token_controller][pages]") {
  PagedController c(LookupOrder::kStep, 1, 4);
  c.announce({1, 2});
  CHECK(c.read(1).page.bytes == 0);
  CHECK_FALSE(c.read(2).fetches);
}

TEST_CASE("without a reservation tokens have no page", "[llc][token_controller][pages]") {
  PagedController c(LookupOrder::kStep, 8, 4);
  c.write(kControl, 0);
  c.write(kReservedBytes, 0);
  c.write(kControl, kControlEnable);
  CHECK(c.read(1).kind == TokenLookUp::Kind::kUnreserved);
  CHECK(c.read(1).page.bytes == 0);
}

TEST_CASE("the rest of a token is told its page too, and fetches nothing",
          "[llc][token_controller][pages]") {
  PagedController c(LookupOrder::kStep, 8, 4);
  const TokenLookUp rest = c.read(60, 32);
  CHECK(rest.kind == TokenLookUp::Kind::kInside);
  CHECK(rest.page.base == kBase + 56 * kToken);
  CHECK(rest.page.bytes == 5 * kToken);
  CHECK_FALSE(rest.fetches);
}

TEST_CASE("the first read of an announced page fetches it", "[llc][token_controller][pages]") {
  const Bytes kept = GENERATE(0, 2, 8);
  PagedController c(LookupOrder::kStep, 8, kept);
  c.announce({3, 17, 0, 60, 16});
  CHECK(c.fetches(16));
  CHECK(c.fetches(0));
  CHECK_FALSE(c.fetches(3));
  CHECK_FALSE(c.fetches(17));
  CHECK(c.fetches(60));
  c.announce({3, 0, 40});
  CHECK(c.fetches(0) == (kept < 8));
  CHECK_FALSE(c.fetches(3));
  CHECK(c.fetches(40));
}

TEST_CASE("token after token each miss fetches", "[llc][token_controller][pages]") {
  PagedController none(LookupOrder::kSequential, 8, 0);
  none.announce({3, 4});
  CHECK(none.fetches(3));
  CHECK(none.fetches(4));
  PagedController one(LookupOrder::kSequential, 8, 1);
  one.announce({3, 4, 9, 5});
  CHECK(one.fetches(3));
  CHECK_FALSE(one.fetches(4));
  CHECK(one.fetches(9));
  CHECK(one.fetches(5));
}

TEST_CASE("an announcement begins the set whose use of a page counts",
          "[llc][token_controller][pages]") {
  PagedController c(LookupOrder::kSequential, 8, 4);
  c.announce({3, 4});
  c.read(3);
  c.read(4);
  CHECK(c.counters().fetched_tokens == 8);
  CHECK(c.counters().used_tokens == 2);
  c.announce({3, 5});  // fetched by the set before
  c.read(3);
  c.read(5);
  CHECK(c.counters().used_tokens == 2);
}

TEST_CASE("a page that is owed is fetched by a read that was not announced",
          "[llc][token_controller][pages]") {
  PagedController kept(LookupOrder::kStep, 8, 8);
  kept.announce({3});
  CHECK(kept.fetches(4));  // placed by the announcement, but nobody has read it yet
  CHECK_FALSE(kept.fetches(3));
  CHECK(kept.counters().fetches == 1);
  PagedController bypassed(LookupOrder::kStep, 8, 0);
  bypassed.announce({3});
  CHECK(bypassed.fetches(4));  // a look-up and a miss of its own
  CHECK(bypassed.fetches(3));
  CHECK(bypassed.counters().fetches == 2);
}

TEST_CASE("a flush forgets what is owed", "[llc][token_controller][pages]") {
  PagedController c(LookupOrder::kStep, 8, 8);
  c.announce({3});
  c.write(kControl, kControlEnable | kControlFlush);
  CHECK(c.fetches(4));
  CHECK_FALSE(c.fetches(3));
  CHECK_FALSE(c.fetches(5));
}

// Of random sets: under step look-up, exactly one read of each page that the directory fetches, the
// first; the counts agree however the reads are ordered.
TEST_CASE("each fetch that the directory counts falls to one read",
          "[llc][token_controller][pages]") {
  const LookupOrder lookup = GENERATE(LookupOrder::kStep, LookupOrder::kSequential);
  const std::uint32_t granule = GENERATE(2u, 8u, 16u, 64u);
  const Bytes kept = GENERATE(0, 1, 3, 40);
  PagedController c(lookup, granule, kept);
  Random random(granule + kept);
  std::int64_t fetches = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<std::int32_t> set = random.set(kTokens, 20);
    c.announce(set);
    if (lookup == LookupOrder::kStep) random.shuffle(set);
    for (int extra = 0; extra < 3; ++extra) {  // not announced, or announced and read twice
      set.push_back(static_cast<std::int32_t>(random.below(kTokens)));
    }
    std::set<Address> fetched;
    for (const std::int32_t token : set) {
      const TokenLookUp read = c.read(token);
      if (lookup == LookupOrder::kSequential)
        CHECK(read.fetches == (read.verdict != Verdict::kHit));
      if (read.fetches) {
        ++fetches;
        fetched.insert(read.page.base);
      } else if (read.verdict != Verdict::kHit) {
        CHECK(fetched.count(read.page.base) == 1);  // this set has had it fetched
      }
    }
    REQUIRE(c.counters().fetches == fetches);
  }
}

TEST_CASE("the granule register takes 1 to 4096 tokens while disabled",
          "[llc][token_controller][pages]") {
  TokenController controller(1 << 20);
  std::uint64_t value = 0;
  const auto error = [&] {
    std::uint64_t reason = 0;
    controller.read(kError, reason);
    return static_cast<RegisterError>(reason);
  };
  REQUIRE(controller.read(kGranule, value) == RegisterStatus::kOk);
  CHECK(value == 1);
  for (const std::uint64_t bad : {std::uint64_t{0}, std::uint64_t{4097}, std::uint64_t{1} << 32}) {
    CHECK(controller.write(kGranule, bad) == RegisterStatus::kRefused);
    CHECK(error() == RegisterError::kValue);
  }
  CHECK(controller.write(kGranule, 4096) == RegisterStatus::kOk);
  CHECK(controller.read(kGranule, value) == RegisterStatus::kOk);
  CHECK(value == 4096);
  CHECK(controller.write(kControl, kControlEnable) == RegisterStatus::kOk);
  CHECK(controller.write(kGranule, 1) == RegisterStatus::kRefused);
  CHECK(error() == RegisterError::kEnabled);
}

TEST_CASE("pages larger than one read of memory are refused", "[llc][token_controller][pages]") {
  const auto enable = [](Bytes token_bytes, std::uint64_t tokens, Bytes reserved) {
    TokenController controller(1 << 20);
    controller.write(kReservedBytes, reserved);
    controller.write(kGranule, 4096);
    controller.write(kWindowCount, 1);
    controller.write(kWindowTable + kWindowTokenBytes, token_bytes);
    controller.write(kWindowTable + kWindowTokens, tokens);
    return controller.write(kControl, kControlEnable);
  };
  const Bytes most = kMostPageBytes / 4096;
  CHECK(enable(most, 5000, 1) == RegisterStatus::kOk);
  CHECK(enable(most + 1, 5000, 1) == RegisterStatus::kRefused);
  CHECK(enable(most + 1, 4095, 1) == RegisterStatus::kOk);  // no page is so long
  CHECK(enable(most + 1, 5000, 0) == RegisterStatus::kOk);  // none is fetched
}

}  // namespace dsavp

// What a channel serves next: rows that are open, age, the window, refreshes, and streams beside
// row segments. In clocks of HBM3.
#include <algorithm>
#include <random>

#include "tests/unit/hbm/lone_channel.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Clocks kCcdS = 2, kCcdL = 4, kRcdRd = 32, kRp = 26, kRtp = 9, kRfc = 560, kRefi = 6240;
constexpr Clocks kReadEnd = 20 + 2;
constexpr Clocks kClosed = kRcdRd + kReadEnd;
constexpr Clocks kLater = 1000;
constexpr Clocks kDue = 3000;  // the first refresh

HbmConfig hbm3() {
  return without_refresh(one_channel(hbm3_config()));
}
HbmConfig hbm3_refreshing() {
  return one_channel(hbm3_config());
}

// ---- scheduling ----------------------------------------------------------------------------

TEST_CASE("a row that is open goes before an older one that is not", "[hbm][channel][scheduler]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  channel.read(kLater - 4, 0, 0);  // tRTP holds the conflict's precharge back
  const RequestIndex conflict = channel.read(kLater, 0, 1);
  const RequestIndex hit = channel.read(kLater, 0, 0);
  CHECK(channel.read_column(hit) == kLater);
  CHECK(channel.finish(conflict) > channel.finish(hit));
}

TEST_CASE("of equals the older goes first", "[hbm][channel][scheduler]") {
  LoneChannel channel(hbm3());
  std::vector<RequestIndex> reads;
  for (int i = 0; i < 10; ++i) reads.push_back(channel.read(0, 0, 0));
  for (int i = 0; i < 10; ++i) CHECK(channel.read_column(reads[i]) == kRcdRd + i * kCcdL);
}

TEST_CASE("a row that closes serves no more", "[hbm][channel][scheduler]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  channel.read(500, 0, 0);  // the precharge may go at 509
  SECTION("what comes before the precharge still finds its row open") {
    channel.read(505, 0, 1);
    const RequestIndex hit = channel.read(508, 0, 0);
    CHECK(channel.read_column(hit) == 508);
  }
  SECTION("what comes with it does not") {
    const RequestIndex conflict = channel.read(505, 0, 1);
    const RequestIndex again = channel.read(509, 0, 0);
    CHECK(channel.finish(again) > channel.finish(conflict));
  }
}

TEST_CASE("open rows do not starve an older request", "[hbm][channel][scheduler]") {
  HbmConfig config = hbm3();
  config.scheduler_window = 512;
  config.row_hit_limit = GENERATE(1, 16, 100);
  LoneChannel channel(config);
  const RequestIndex first = channel.read(0, 0, 0);
  const RequestIndex conflict = channel.read(0, 0, 1);
  std::vector<RequestIndex> hits = {first};
  for (int i = 0; i < 300; ++i) hits.push_back(channel.read(0, 0, 0));
  const Clocks end = channel.finish(conflict);
  const auto before = std::count_if(hits.begin(), hits.end(),
                                    [&](RequestIndex hit) { return channel.finish(hit) < end; });
  CHECK(before == config.row_hit_limit);
}

TEST_CASE("what the window cannot hold is served later", "[hbm][channel][scheduler]") {
  HbmConfig config = hbm3();
  config.scheduler_window = 1;
  LoneChannel channel(config);
  std::vector<RequestIndex> reads;
  for (int i = 0; i < 20; ++i) reads.push_back(channel.read(0, i % 2, i));
  for (const RequestIndex read : reads) CHECK(channel.bursts_served(read) == 1);
  // In order, since there is nothing to choose from.
  for (std::size_t i = 1; i < reads.size(); ++i) {
    CHECK(channel.finish(reads[i]) > channel.finish(reads[i - 1]));
  }
}

TEST_CASE("a request outside the window is not prepared", "[hbm][channel][scheduler]") {
  HbmConfig config = hbm3();
  config.scheduler_window = GENERATE(1, 4);
  LoneChannel channel(config);
  channel.read(0, channel.bank(0, 0), 0, 4);
  const RequestIndex second = channel.read(0, channel.bank(1, 0), 0);
  // Its activate goes when the first one's columns have made room.
  const Clocks room = config.scheduler_window == 1 ? kRcdRd + 3 * kCcdL : kRcdRd;
  CHECK(channel.read_column(second) >= room + kRcdRd);
  CHECK(channel.read_column(second) <= kRcdRd + 3 * kCcdL + kRcdRd);
}

// ---- refresh -------------------------------------------------------------------------------

TEST_CASE("a request during a refresh waits for its end", "[hbm][channel][refresh]") {
  const Clocks end = kDue + kRfc;
  for (const Clocks arrival : {kDue, kDue + 1, kDue + 100, end - 1, end}) {
    LoneChannel channel(hbm3_refreshing(), kDue);
    const RequestIndex read = channel.read(arrival, 0, 0);
    CHECK(channel.finish(read) == end + kClosed);
  }
}

TEST_CASE("a refresh closes the open rows first", "[hbm][channel][refresh]") {
  LoneChannel channel(hbm3_refreshing(), kDue);
  channel.read(0, 0, 0);
  const RequestIndex read = channel.read(kDue + 100, 0, 0);
  CHECK(channel.finish(read) == kDue + kRp + kRfc + kClosed);
  const RequestIndex same_row = channel.read(kDue + 2000, 0, 0);
  CHECK(channel.finish(same_row) == kDue + 2000 + kReadEnd);
}

TEST_CASE("a row that is opened before a refresh is used before it", "[hbm][channel][refresh]") {
  LoneChannel channel(hbm3_refreshing(), kDue);
  SECTION("a closed bank just in time") {
    const RequestIndex read = channel.read(kDue - 1, 0, 0);
    CHECK(channel.finish(read) == kDue - 1 + kClosed);
  }
  SECTION("an open row just in time") {
    channel.read(0, 0, 0);
    const RequestIndex hit = channel.read(kDue - 1, 0, 0);
    CHECK(channel.finish(hit) == kDue - 1 + kReadEnd);
  }
  SECTION("a row of bursts, behind which the refresh goes tRTP later") {
    const RequestIndex row = channel.read(kDue - kRcdRd - 10, 0, 0, 32);
    const RequestIndex next = channel.read(kDue - 5, 0, 1);
    const Clocks last_column = kDue - 10 + 31 * kCcdL;
    CHECK(channel.read_column(row) == last_column);
    CHECK(channel.finish(next) == last_column + kRtp + kRp + kRfc + kClosed);
    CHECK(channel.counters().row_misses == 2);
  }
}

TEST_CASE("refreshes of an idle time are counted", "[hbm][channel][refresh]") {
  for (const Clocks end : {Clocks{0}, kDue - 1, kDue, kDue + kRefi - 1, kDue + kRefi,
                           Clocks{5'760'000'000'000}}) {  // the last: an hour
    INFO(end);
    LoneChannel channel(hbm3_refreshing(), kDue);
    channel.settle(end);
    CHECK(channel.counters().refreshes == (end < kDue ? 0 : (end - kDue) / kRefi + 1));
  }
}

TEST_CASE("refreshes are counted once, however they are met", "[hbm][channel][refresh]") {
  const Clocks end = 300'000;
  LoneChannel channel(hbm3_refreshing(), kDue);
  std::mt19937 random(3);
  std::uniform_int_distribution<Clocks> gaps(0, 15'000);
  for (Clocks at = gaps(random); at < end - 2000; at += gaps(random)) {
    channel.read(at, static_cast<int>(at % 32), static_cast<int>(at % 7), 8);
  }
  channel.settle(end);
  channel.settle(end);
  CHECK(channel.counters().refreshes == (end - kDue) / kRefi + 1);
}

TEST_CASE("refreshes under load keep their rate", "[hbm][channel][refresh]") {
  const auto policy = GENERATE(RefreshPolicy::kAllBank, RefreshPolicy::kPerBank);
  HbmConfig config = hbm3_refreshing();
  config.refresh = policy;
  const Clocks interval = policy == RefreshPolicy::kAllBank ? kRefi : kRefi / 32;
  LoneChannel channel(config, kDue);
  RequestIndex last = 0;
  SECTION("rows") {
    for (int i = 0; i < 4000; ++i) last = channel.read(0, i % 32, i / 32, 32);
  }
  SECTION("a stream") {
    last = channel.stream(0, 0, 128000);
  }
  const Clocks end = channel.finish(last);
  channel.settle(end);
  // The last ones may be put off to the end of the piece or the columns in hand.
  CHECK(channel.counters().refreshes <= (end - kDue) / interval + 1);
  CHECK(channel.counters().refreshes >= (end - kDue) / interval - 2);
}

// ---- streams beside row segments -----------------------------------------------------------

TEST_CASE("a refresh in a stream costs its time and an activation", "[hbm][channel][stream]") {
  LoneChannel channel(hbm3_refreshing(), kDue);
  const RequestIndex stream = channel.stream(0, 0, 3000);
  const Clocks added = channel.finish(stream) - (kClosed + 2999 * kCcdS);
  CHECK(added >= kRfc + kRcdRd);
  CHECK(added <= kRp + kRfc + kRcdRd + kCcdS);
}

TEST_CASE("a request cuts a stream at the end of its row", "[hbm][channel][stream]") {
  const Bytes offset = GENERATE(Bytes{0}, Bytes{20 * 32});
  const int short_row = offset == 0 ? 0 : 20;  // bursts of the first row that are left out
  LoneChannel channel(hbm3());
  const RequestIndex stream = channel.stream(0, offset, 3200);
  const Clocks at = kRcdRd + (32 * 10 + 5 - short_row) * kCcdS;  // row 10 is in hand
  const RequestIndex token = channel.read(at, channel.bank(5, 0), 100);
  const Clocks row_end = kRcdRd + (32 * 11 - short_row) * kCcdS;
  CHECK(channel.read_column(token) >= row_end);
  CHECK(channel.read_column(token) <= row_end + 100 * kCcdS);
  CHECK(channel.bursts_served(stream) == 3200);
  CHECK(channel.finish(stream) >= kClosed + 3200 * kCcdS);
  CHECK(channel.finish(stream) < kClosed + 3300 * kCcdS);
  CHECK(channel.counters().row_hits + channel.counters().row_misses == 3201);
}

TEST_CASE("a request before a stream's first column goes beside it", "[hbm][channel][stream]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(5, 0), 100);
  const RequestIndex stream = channel.stream(kLater, 0, 320);
  const RequestIndex hit = channel.read(kLater + 1, channel.bank(5, 0), 100);
  CHECK(channel.read_column(hit) == kLater + 1);
  CHECK(channel.bursts_served(stream) == 320);
}

TEST_CASE("requests at any moment of a stream lose no burst", "[hbm][channel][stream]") {
  std::mt19937 random(11);
  const auto below = [&random](int n) { return static_cast<int>(random() % unsigned(n)); };
  LoneChannel channel(hbm3_refreshing(), 800);
  std::vector<std::pair<RequestIndex, std::int64_t>> expected;
  Clocks at = 0;
  for (int i = 0; i < 2000; ++i) {
    at += below(320);
    const int bursts = 1 + below(32);
    if (below(16) == 0) {
      const std::int64_t length = 64 + below(1000);
      expected.push_back({channel.stream(at, Bytes(below(1 << 20)) * 32, length), length});
    } else if (below(4) == 0) {
      expected.push_back({channel.write(at, below(32), below(4), bursts), bursts});
    } else {
      expected.push_back({channel.read(at, below(32), below(4), bursts), bursts});
    }
  }
  std::int64_t total = 0;
  std::vector<std::pair<Clocks, std::int64_t>> ends;
  for (const auto& [request, bursts] : expected) {
    CHECK(channel.bursts_served(request) == bursts);
    ends.push_back({channel.finish(request), bursts});
  }
  // By the end of any request the bus has had the time for all that ended before.
  std::sort(ends.begin(), ends.end());
  for (const auto& [end, bursts] : ends) {
    total += bursts;
    CHECK(total * kCcdS <= end);
  }
  CHECK(channel.counters().row_hits + channel.counters().row_misses == total);
  CHECK(channel.counters().bus_busy == total * kCcdS * 625);
}

}  // namespace
}  // namespace dsavp

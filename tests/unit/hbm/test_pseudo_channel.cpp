#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;
using Catch::Matchers::Contains;

constexpr Picoseconds kNs = 1000;

HbmConfig hbm2() {
  return without_refresh(one_channel(hbm2_config()));
}
HbmConfig hbm3() {
  return without_refresh(one_channel(hbm3_config()));
}
// With refreshes; the first comes when the test says.
HbmConfig hbm3_refreshing() {
  return one_channel(hbm3_config());
}

// HBM3 in picoseconds, written out so that the tests do not lean on DramClock.
constexpr Picoseconds kCcdS = 1250, kCcdL = 2500, kRcdRd = 19375, kRcdWr = 9375, kRp = 16250,
                      kRas = 28125, kRrdS = 2500, kRrdL = 3125, kFaw = 15000, kRtp = 5625,
                      kWr = 20625, kWtr = 6250, kRtw = 15000, kRfc = 350000, kRefi = 3900000;
constexpr Picoseconds kReadEnd = 12500 + 1250;  // column command to the last byte
constexpr Picoseconds kWriteEnd = 6250 + 1250;
constexpr Picoseconds kClosed = kRcdRd + kReadEnd;

// ---- timing parameters ---------------------------------------------------------------------

TEST_CASE("analogue timings are rounded up to whole clocks", "[hbm][clock]") {
  DramTiming timing = hbm3_timing();
  CHECK(DramClock(timing).cl == 12500);
  timing.cl_ns = 12.501;
  CHECK(DramClock(timing).cl == 13125);
  timing.clock_ps = 1000;
  CHECK(DramClock(timing).cl == 13000);
  CHECK(DramClock(timing).ccd_s == 2000);
}

TEST_CASE("columns are never closer than a burst", "[hbm][clock]") {
  DramTiming timing = hbm3_timing();
  timing.burst_ck = 4;
  CHECK(DramClock(timing).ccd_s == 2500);
}

TEST_CASE("contradicting timings are refused by name", "[hbm][clock]") {
  const auto refusal = [](void (*change)(DramTiming&)) {
    DramTiming timing = hbm3_timing();
    change(timing);
    return error_of([&] { DramClock clock(timing); });
  };
  CHECK(refusal([](DramTiming&) {}) == "<no error>");
  CHECK_THAT(refusal([](DramTiming& t) { t.ccd_l_ck = 1; }), Contains("ccd_l_ck"));
  CHECK_THAT(refusal([](DramTiming& t) { t.burst_ck = 8; }), Contains("burst_ck"));
  CHECK_THAT(refusal([](DramTiming& t) { t.rrd_l_ns = 1; }), Contains("rrd_l_ns"));
  CHECK_THAT(refusal([](DramTiming& t) { t.ras_ns = 10; }), Contains("ras_ns"));
  CHECK_THAT(refusal([](DramTiming& t) { t.refi_ns = 360; }), Contains("refi_ns"));
}

TEST_CASE("peak bandwidth counts all data buses", "[hbm][clock]") {
  CHECK(peak_gbps(hbm2_config()) == Approx(256));
  CHECK(peak_gbps(hbm3_config()) == Approx(4096));
}

// ---- single requests -----------------------------------------------------------------------

TEST_CASE("HBM2 idle latencies through the controller", "[hbm][latency]") {
  const HbmConfig config = hbm2();
  HbmCore core(config);
  const auto times = drive(core,
                           {{0, 0, 32, false},
                            {1000 * kNs, 32, 32, false},
                            {2000 * kNs, 16 * 1024, 32, false}},  // bank 0 again, next row
                           1);
  CHECK(times[0].finish - times[0].start == 34 * kNs);
  CHECK(times[1].finish - times[1].start == 21 * kNs);
  CHECK(times[2].finish - times[2].start == 48 * kNs);
}

TEST_CASE("HBM3 idle latencies", "[hbm][latency]") {
  LoneChannel channel(hbm3());
  const RequestIndex closed = channel.read(0, 0, 7);
  const RequestIndex hit = channel.read(1000 * kNs, 0, 7);
  const RequestIndex conflict = channel.read(2000 * kNs, 0, 8);
  const RequestIndex write_closed = channel.write(3000 * kNs, 5, 8);
  const RequestIndex write_hit = channel.write(4000 * kNs, 5, 8);
  const RequestIndex write_conflict = channel.write(5000 * kNs, 5, 9);
  CHECK(channel.finish(closed) == kClosed);
  CHECK(channel.finish(hit) == 1000 * kNs + kReadEnd);
  CHECK(channel.finish(conflict) == 2000 * kNs + kRp + kClosed);
  CHECK(channel.finish(write_closed) == 3000 * kNs + kRcdWr + kWriteEnd);
  CHECK(channel.finish(write_hit) == 4000 * kNs + kWriteEnd);
  CHECK(channel.finish(write_conflict) == 5000 * kNs + kRp + kRcdWr + kWriteEnd);
  CHECK(channel.counters().row_hits == 2);
  CHECK(channel.counters().row_misses == 4);
  CHECK(channel.counters().bus_busy == 6 * kCcdS);
}

TEST_CASE("the bursts of a segment go at tCCD_L", "[hbm][latency]") {
  LoneChannel channel(hbm3());
  const RequestIndex row = channel.read(0, 0, 0, 32);
  CHECK(channel.finish(row) == kClosed + 31 * kCcdL);
  CHECK(channel.counters().row_misses == 1);
  CHECK(channel.counters().row_hits == 31);
  CHECK(channel.counters().bus_busy == 32 * kCcdS);
}

// ---- precharge -----------------------------------------------------------------------------

TEST_CASE("a conflict waits for tRAS", "[hbm][precharge]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);  // tRTP would allow the precharge at 25 ns
  const RequestIndex conflict = channel.read(1, 0, 1);
  CHECK(channel.finish(conflict) == kRas + kRp + kClosed);
}

TEST_CASE("a conflict waits for tRTP", "[hbm][precharge]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  const RequestIndex hit = channel.read(500 * kNs, 0, 0);
  const RequestIndex conflict = channel.read(500 * kNs + 1, 0, 1);
  CHECK(channel.read_column(hit) == 500 * kNs);
  CHECK(channel.finish(conflict) == 500 * kNs + kRtp + kRp + kClosed);
}

TEST_CASE("a conflict waits for tWR after the last written byte", "[hbm][precharge]") {
  LoneChannel channel(hbm3());
  const RequestIndex write = channel.write(0, 0, 0, 4);
  const RequestIndex conflict = channel.read(0, 0, 1);
  CHECK(channel.finish(write) == kRcdWr + 3 * kCcdL + kWriteEnd);
  CHECK(channel.finish(conflict) == channel.finish(write) + kWr + kRp + kClosed);
}

// ---- activation ----------------------------------------------------------------------------

TEST_CASE("activates in other groups keep tRRD_S", "[hbm][activate]") {
  LoneChannel channel(hbm3());
  const RequestIndex a = channel.read(0, channel.bank(0, 0), 0);
  const RequestIndex b = channel.read(0, channel.bank(1, 0), 0);
  CHECK(channel.read_column(a) == kRcdRd);
  CHECK(channel.read_column(b) == kRrdS + kRcdRd);
}

TEST_CASE("activates in one group keep tRRD_L", "[hbm][activate]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  const RequestIndex b = channel.read(0, channel.bank(0, 1), 0);
  CHECK(channel.read_column(b) == kRrdL + kRcdRd);
}

TEST_CASE("activates in other stack IDs are free", "[hbm][activate]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  const RequestIndex b = channel.read(0, channel.bank(4, 0), 0);
  CHECK(channel.read_column(b) == kRcdRd + kCcdS);  // only the bus is shared
}

TEST_CASE("a fifth activate in one stack ID waits for tFAW", "[hbm][activate]") {
  LoneChannel channel(hbm3());
  std::vector<RequestIndex> reads;
  for (int group = 0; group < 4; ++group) {
    reads.push_back(channel.read(0, channel.bank(group, 0), 0));
  }
  for (int group = 0; group < 4; ++group) {
    reads.push_back(channel.read(0, channel.bank(group, 1), 0));
  }
  for (int i = 0; i < 8; ++i) {
    INFO(i);
    CHECK(channel.read_column(reads[i]) == i / 4 * kFaw + i % 4 * kRrdS + kRcdRd);
  }
}

TEST_CASE("tFAW counts each stack ID by itself", "[hbm][activate]") {
  LoneChannel channel(hbm3());
  for (int group = 0; group < 4; ++group) channel.read(0, channel.bank(group, 0), 0);
  const RequestIndex other = channel.read(0, channel.bank(4, 0), 0);
  CHECK(channel.finish(other) < kFaw + kClosed);
}

// ---- columns and turnarounds ---------------------------------------------------------------

TEST_CASE("columns keep tCCD_L within a group and tCCD_S across groups", "[hbm][column]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  channel.read(0, channel.bank(0, 1), 0);
  channel.read(0, channel.bank(1, 0), 0);
  const Picoseconds at = 1000 * kNs;
  SECTION("one bank") {
    channel.read(at, channel.bank(0, 0), 0);
    const RequestIndex b = channel.read(at, channel.bank(0, 0), 0);
    CHECK(channel.read_column(b) == at + kCcdL);
  }
  SECTION("one group") {
    channel.read(at, channel.bank(0, 0), 0);
    const RequestIndex b = channel.read(at, channel.bank(0, 1), 0);
    CHECK(channel.read_column(b) == at + kCcdL);
  }
  SECTION("two groups") {
    channel.read(at, channel.bank(0, 0), 0);
    const RequestIndex b = channel.read(at, channel.bank(1, 0), 0);
    CHECK(channel.read_column(b) == at + kCcdS);
  }
  SECTION("rows of two groups interleave") {
    const RequestIndex a = channel.read(at, channel.bank(0, 0), 0, 8);
    const RequestIndex b = channel.read(at, channel.bank(1, 0), 0, 8);
    CHECK(channel.read_column(a) == at + 7 * kCcdL);
    CHECK(channel.read_column(b) == at + 8 * kCcdS + 7 * kCcdL);
  }
}

TEST_CASE("the bus turns around", "[hbm][column]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  channel.read(0, channel.bank(1, 0), 0);
  const Picoseconds at = 1000 * kNs;
  SECTION("write to read: tWTR after the last written byte") {
    channel.write(at, channel.bank(0, 0), 0, 3);
    const RequestIndex read = channel.read(at, channel.bank(1, 0), 0);
    CHECK(channel.read_column(read) == at + 2 * kCcdL + kWriteEnd + kWtr);
  }
  SECTION("read to write: tRTW after the last read") {
    channel.read(at, channel.bank(0, 0), 0, 3);
    const RequestIndex write = channel.write(at, channel.bank(1, 0), 0);
    CHECK(channel.write_column(write) == at + 2 * kCcdL + kRtw);
  }
  SECTION("reads that still go on beside a shorter one count as well") {
    const RequestIndex row = channel.read(at, channel.bank(0, 0), 0, 32);
    channel.read(at, channel.bank(1, 0), 0);
    const RequestIndex write = channel.write(at, channel.bank(1, 0), 0);
    CHECK(channel.write_column(write) == channel.read_column(row) + kRtw);
  }
}

// ---- scheduling ----------------------------------------------------------------------------

TEST_CASE("a row that is open goes before an older one that is not", "[hbm][scheduler]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  const Picoseconds at = 1000 * kNs;
  const RequestIndex conflict = channel.read(at, 0, 1);
  const RequestIndex hit = channel.read(at, 0, 0);
  CHECK(channel.read_column(hit) == at);
  CHECK(channel.finish(conflict) > channel.finish(hit));
}

TEST_CASE("of equals the older goes first", "[hbm][scheduler]") {
  LoneChannel channel(hbm3());
  std::vector<RequestIndex> reads;
  for (int i = 0; i < 10; ++i) reads.push_back(channel.read(0, 0, 0));
  for (int i = 0; i < 10; ++i) CHECK(channel.read_column(reads[i]) == kRcdRd + i * kCcdL);
}

TEST_CASE("what comes before a choice is due takes part in it", "[hbm][scheduler]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  const Picoseconds at = 1000 * kNs;
  channel.read(at, 0, 1);  // its column is due at at + tRP + tRCD
  const RequestIndex hit = channel.read(at + kRp, 0, 0);
  CHECK(channel.read_column(hit) == at + kRp);
}

TEST_CASE("open rows do not starve an older request", "[hbm][scheduler]") {
  HbmConfig config = hbm3();
  config.scheduler_window = 512;
  LoneChannel channel(config);
  channel.read(0, 0, 0);
  const Picoseconds at = 1000 * kNs;
  const RequestIndex conflict = channel.read(at, 0, 1);
  std::vector<RequestIndex> hits;
  for (int i = 0; i < 300; ++i) hits.push_back(channel.read(at, 0, 0));
  const Picoseconds end = channel.finish(conflict);
  const auto before = std::count_if(hits.begin(), hits.end(),
                                    [&](RequestIndex hit) { return channel.finish(hit) < end; });
  CHECK(before == 64);
}

TEST_CASE("what the window cannot hold is served later", "[hbm][scheduler]") {
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

TEST_CASE("a request outside the window is not prepared", "[hbm][scheduler]") {
  HbmConfig config = hbm3();
  config.scheduler_window = 1;
  LoneChannel channel(config);
  channel.read(0, channel.bank(0, 0), 0);
  const RequestIndex second = channel.read(0, channel.bank(1, 0), 0);
  // Its activate goes when the first one's column has made room.
  CHECK(channel.read_column(second) == kRcdRd + kRcdRd);
}

// ---- refresh -------------------------------------------------------------------------------

TEST_CASE("a request during a refresh waits for its end", "[hbm][refresh]") {
  const Picoseconds due = 2000 * kNs;
  const Picoseconds end = due + kRp + kRfc;
  for (const Picoseconds arrival : {due, due + 1, due + 100 * kNs, end - 1, end}) {
    LoneChannel channel(hbm3_refreshing(), due);
    const RequestIndex read = channel.read(arrival, 0, 0);
    CHECK(channel.finish(read) == end + kClosed);
  }
}

TEST_CASE("a request whose column would come too late waits for the refresh", "[hbm][refresh]") {
  const Picoseconds due = 2000 * kNs;
  LoneChannel channel(hbm3_refreshing(), due);
  SECTION("a closed bank just too late") {
    const RequestIndex read = channel.read(due - kRcdRd, 0, 0);
    CHECK(channel.finish(read) == due + kRp + kRfc + kClosed);
  }
  SECTION("a closed bank just in time") {
    const RequestIndex read = channel.read(due - kRcdRd - 1, 0, 0);
    CHECK(channel.finish(read) == due - 1 + kReadEnd);
  }
  SECTION("an open row just in time") {
    channel.read(0, 0, 0);
    const RequestIndex hit = channel.read(due - 1, 0, 0);
    CHECK(channel.finish(hit) == due - 1 + kReadEnd);
  }
}

TEST_CASE("a refresh closes every row", "[hbm][refresh]") {
  const Picoseconds due = 2000 * kNs;
  LoneChannel channel(hbm3_refreshing(), due);
  channel.read(0, 0, 0);
  const Picoseconds at = due + 1000 * kNs;
  const RequestIndex same_row = channel.read(at, 0, 0);
  CHECK(channel.finish(same_row) == at + kClosed);
}

TEST_CASE("a refresh waits for the columns that were chosen", "[hbm][refresh]") {
  const Picoseconds due = 2000 * kNs;
  LoneChannel channel(hbm3_refreshing(), due);
  // The columns begin before the refresh is due and go on over it, in one group, at tCCD_L.
  const RequestIndex row = channel.read(due - kRcdRd - kCcdL, 0, 0, 32);
  const RequestIndex next = channel.read(due - kRcdRd, channel.bank(1, 0), 0);
  const Picoseconds last_column = due - kCcdL + 31 * kCcdL;
  CHECK(channel.read_column(row) == last_column);
  CHECK(channel.finish(next) == last_column + kCcdS + kRp + kRfc + kClosed);
}

TEST_CASE("refreshes of an idle time are counted", "[hbm][refresh]") {
  const Picoseconds first = 1000 * kNs;
  for (const Picoseconds end :
       {Picoseconds{0}, first - 1, first, first + kRefi - 1, first + kRefi, 1234567 * kNs}) {
    INFO(end);
    LoneChannel channel(hbm3_refreshing(), first);
    channel.settle(end);
    CHECK(channel.counters().refreshes == (end < first ? 0 : (end - first) / kRefi + 1));
  }
}

TEST_CASE("refreshes are counted once, however they are met", "[hbm][refresh]") {
  const Picoseconds first = 1000 * kNs;
  const Picoseconds end = 200000 * kNs;
  LoneChannel channel(hbm3_refreshing(), first);
  std::mt19937 random(3);
  std::uniform_int_distribution<Picoseconds> gaps(0, 9000 * kNs);
  for (Picoseconds at = gaps(random); at < end - 1000 * kNs; at += gaps(random)) {
    channel.read(at, static_cast<int>(at % 32), static_cast<int>(at % 7), 8);
  }
  channel.settle(end);
  channel.settle(end);
  CHECK(channel.counters().refreshes == (end - first) / kRefi + 1);
}

TEST_CASE("refreshes under load keep their rate", "[hbm][refresh]") {
  const Picoseconds first = 1000 * kNs;
  LoneChannel channel(hbm3_refreshing(), first);
  RequestIndex last = 0;
  SECTION("rows") {
    for (int i = 0; i < 4000; ++i) last = channel.read(0, i % 32, i / 32, 32);
  }
  SECTION("a stream") {
    last = channel.stream(0, 0, 128000);
  }
  const Picoseconds end = channel.finish(last);
  channel.settle(end);
  CHECK(channel.counters().refreshes == (end - first) / kRefi + 1);
}

// ---- streams -------------------------------------------------------------------------------

TEST_CASE("a stream over rotating groups goes at tCCD_S", "[hbm][stream]") {
  LoneChannel channel(hbm3());
  const RequestIndex stream = channel.stream(0, 4096, 1000);
  CHECK(channel.finish(stream) == kClosed + 999 * kCcdS);
  CHECK(channel.bursts_served(stream) == 1000);
  CHECK(channel.counters().row_misses == 32);  // 31 whole rows of 32 bursts and a part
  CHECK(channel.counters().row_hits == 968);
  CHECK(channel.counters().bus_busy == 1000 * kCcdS);
}

TEST_CASE("a stream within one group goes at tCCD_L", "[hbm][stream]") {
  HbmConfig config = hbm3();
  std::swap(config.mapping[4], config.mapping[5]);  // the bank below the group
  LoneChannel channel(config);
  const RequestIndex stream = channel.stream(0, 0, 1000);
  CHECK(channel.finish(stream) == kClosed + 999 * kCcdL);
  CHECK(channel.counters().bus_busy == 1000 * kCcdS);
}

TEST_CASE("a stream of short rows goes at the rate of activates", "[hbm][stream]") {
  HbmConfig config = hbm3();
  config.organisation.row_bytes = 64;
  config.mapping[0].size = 2;
  LoneChannel channel(config);
  const RequestIndex stream = channel.stream(0, 0, 1000);
  CHECK(channel.finish(stream) == kClosed + 999 * (kFaw / 4 / 2));
}

TEST_CASE("streams follow each other without a gap", "[hbm][stream]") {
  LoneChannel channel(hbm3());
  const RequestIndex first = channel.stream(0, 0, 320);
  const RequestIndex second = channel.stream(0, 320 * 32, 320);
  CHECK(channel.finish(second) == channel.finish(first) + 320 * kCcdS);
}

TEST_CASE("a refresh in a stream costs its time and an activation", "[hbm][stream]") {
  LoneChannel channel(hbm3_refreshing(), 2000 * kNs);
  const RequestIndex stream = channel.stream(0, 0, 3000);
  CHECK(channel.finish(stream) == kClosed + 2999 * kCcdS + kRp + kRfc + kRcdRd);
}

TEST_CASE("a stream that comes too late waits for the refresh", "[hbm][stream]") {
  const Picoseconds due = 2000 * kNs;
  LoneChannel channel(hbm3_refreshing(), due);
  const RequestIndex stream = channel.stream(due - kRcdRd, 0, 320);
  CHECK(channel.finish(stream) == due + kRp + kRfc + kClosed + 319 * kCcdS);
}

TEST_CASE("a stream that begins within a row is cut at the row's end", "[hbm][stream]") {
  LoneChannel channel(hbm3());
  channel.stream(0, 20 * 32, 3200);  // 12 bursts to the end of the first row
  const Picoseconds at = kRcdRd + (12 + 32 * 9 + 3) * kCcdS;
  const RequestIndex token = channel.read(at, channel.bank(5, 0), 100);
  CHECK(channel.read_column(token) == kRcdRd + (12 + 32 * 10) * kCcdS);
}

TEST_CASE("a request cuts a stream at the end of its row", "[hbm][stream]") {
  LoneChannel channel(hbm3());
  const RequestIndex stream = channel.stream(0, 0, 3200);
  // Burst 32 * 10 + 5: row 10 is in hand.
  const Picoseconds at = kRcdRd + (32 * 10 + 5) * kCcdS;
  const RequestIndex token = channel.read(at, channel.bank(5, 0), 100);
  CHECK(channel.read_column(token) == kRcdRd + 32 * 11 * kCcdS);
  CHECK(channel.bursts_served(stream) == 3200);
  CHECK(channel.finish(stream) >= kClosed + 3200 * kCcdS);
  CHECK(channel.finish(stream) < kClosed + 3300 * kCcdS);
  CHECK(channel.counters().row_hits + channel.counters().row_misses == 3201);
}

TEST_CASE("a request before a stream's first column goes beside it", "[hbm][stream]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(5, 0), 100);
  const Picoseconds at = 1000 * kNs;
  const RequestIndex stream = channel.stream(at, 0, 320);
  const RequestIndex hit = channel.read(at + 1, channel.bank(5, 0), 100);
  CHECK(channel.read_column(hit) == at + 1);
  CHECK(channel.bursts_served(stream) == 320);
}

TEST_CASE("requests at any moment of a stream lose no burst", "[hbm][stream]") {
  std::mt19937 random(11);
  std::uniform_int_distribution<Picoseconds> gaps(0, 200 * kNs);
  std::uniform_int_distribution<int> any(0, 1 << 20);
  LoneChannel channel(hbm3_refreshing(), 500 * kNs);
  std::vector<std::pair<RequestIndex, std::int64_t>> expected;
  Picoseconds at = 0;
  for (int i = 0; i < 2000; ++i) {
    at += gaps(random);
    const int bursts = 1 + any(random) % 32;
    if (any(random) % 16 == 0) {
      const std::int64_t length = 64 + any(random) % 1000;
      expected.push_back({channel.stream(at, Bytes(any(random)) * 32, length), length});
    } else if (any(random) % 4 == 0) {
      expected.push_back({channel.write(at, any(random) % 32, any(random) % 4, bursts), bursts});
    } else {
      expected.push_back({channel.read(at, any(random) % 32, any(random) % 4, bursts), bursts});
    }
  }
  std::int64_t total = 0;
  std::vector<std::pair<Picoseconds, std::int64_t>> ends;
  for (const auto& [request, bursts] : expected) {
    CHECK(channel.bursts_served(request) == bursts);
    ends.push_back({channel.finish(request), bursts});
  }
  // By the end of any request the bus has had the time for all that ended before.
  std::sort(ends.begin(), ends.end());
  for (const auto& [end, bursts] : ends) {
    total += bursts;
    CHECK(total * kCcdS <= end - kWriteEnd + kCcdS);
  }
  CHECK(channel.counters().row_hits + channel.counters().row_misses == total);
  CHECK(channel.counters().bus_busy == total * kCcdS);
}

}  // namespace
}  // namespace dsavp

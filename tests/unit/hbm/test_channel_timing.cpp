// Every timing rule of a channel by itself, in clocks of HBM3 that are written out here so that the
// tests do not lean on DramClock.
#include "tests/unit/hbm/lone_channel.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Clocks kCcdS = 2, kCcdL = 4, kCcdR = 3, kRcdRd = 32, kRcdWr = 16, kRp = 26, kRas = 46,
                 kRc = 72, kRrdS = 4, kRrdL = 5, kFaw = 24, kRtp = 9, kWr = 33, kWtrS = 7,
                 kWtrL = 10, kRtw = 24;
constexpr Clocks kReadEnd = 20 + 2;  // column command to the last byte
constexpr Clocks kWriteEnd = 10 + 2;
constexpr Clocks kClosed = kRcdRd + kReadEnd;
constexpr Clocks kLater = 1000;  // everything before has settled

HbmConfig hbm3() {
  return without_refresh(one_channel(hbm3_config()));
}

// ---- single requests -----------------------------------------------------------------------

TEST_CASE("idle latencies in every state of the bank", "[hbm][channel]") {
  LoneChannel channel(hbm3());
  const RequestIndex closed = channel.read(0, 0, 7);
  const RequestIndex hit = channel.read(1000, 0, 7);
  const RequestIndex conflict = channel.read(2000, 0, 8);
  const RequestIndex write_closed = channel.write(3000, 5, 8);
  const RequestIndex write_hit = channel.write(4000, 5, 8);
  const RequestIndex write_conflict = channel.write(5000, 5, 9);
  CHECK(channel.finish(closed) == kClosed);
  CHECK(channel.finish(hit) == 1000 + kReadEnd);
  CHECK(channel.finish(conflict) == 2000 + kRp + kClosed);
  CHECK(channel.finish(write_closed) == 3000 + kRcdWr + kWriteEnd);
  CHECK(channel.finish(write_hit) == 4000 + kWriteEnd);
  CHECK(channel.finish(write_conflict) == 5000 + kRp + kRcdWr + kWriteEnd);
  CHECK(channel.counters().row_hits == 2);
  CHECK(channel.counters().row_misses == 4);
  CHECK(channel.counters().bus_busy == 6 * kCcdS * 625);
}

TEST_CASE("the bursts of a segment go at tCCD_L", "[hbm][channel]") {
  LoneChannel channel(hbm3());
  const RequestIndex row = channel.read(0, 0, 0, 32);
  CHECK(channel.finish(row) == kClosed + 31 * kCcdL);
  CHECK(channel.counters().row_misses == 1);
  CHECK(channel.counters().row_hits == 31);
  CHECK(channel.counters().bus_busy == 32 * kCcdS * 625);
}

// ---- precharge -----------------------------------------------------------------------------

TEST_CASE("a conflict waits for tRAS", "[hbm][channel][precharge]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);  // tRTP would allow the precharge at 41
  const RequestIndex conflict = channel.read(1, 0, 1);
  CHECK(channel.finish(conflict) == kRas + kRp + kClosed);
}

TEST_CASE("a conflict waits for tRC where that is longer", "[hbm][channel][precharge]") {
  HbmConfig config = hbm3();
  config.timing.rc_ns = 60;
  LoneChannel channel(config);
  channel.read(0, 0, 0);
  const RequestIndex conflict = channel.read(1, 0, 1);
  CHECK(channel.finish(conflict) == 96 + kClosed);
}

TEST_CASE("a conflict waits for tRTP", "[hbm][channel][precharge]") {
  LoneChannel channel(hbm3());
  channel.read(0, 0, 0);
  const RequestIndex hit = channel.read(kLater, 0, 0);
  const RequestIndex conflict = channel.read(kLater + 1, 0, 1);
  CHECK(channel.read_column(hit) == kLater);
  CHECK(channel.finish(conflict) == kLater + kRtp + kRp + kClosed);
}

TEST_CASE("a conflict waits for tWR after the last written byte", "[hbm][channel][precharge]") {
  LoneChannel channel(hbm3());
  const RequestIndex write = channel.write(0, 0, 0, 4);
  const RequestIndex conflict = channel.read(0, 0, 1);
  CHECK(channel.finish(write) == kRcdWr + 3 * kCcdL + kWriteEnd);
  CHECK(channel.finish(conflict) == channel.finish(write) + kWr + kRp + kClosed);
}

// ---- activation ----------------------------------------------------------------------------

TEST_CASE("activates keep tRRD_S across groups and tRRD_L within one", "[hbm][channel][activate]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  const RequestIndex other_group = channel.read(0, channel.bank(1, 0), 0);
  CHECK(channel.read_column(other_group) == kRrdS + kRcdRd);
  channel.read(kLater, channel.bank(2, 0), 0);
  const RequestIndex same_group = channel.read(kLater, channel.bank(2, 1), 0);
  CHECK(channel.read_column(same_group) == kLater + kRrdL + kRcdRd);
}

TEST_CASE("a fifth activate waits for tFAW", "[hbm][channel][activate]") {
  LoneChannel channel(hbm3());
  std::vector<RequestIndex> reads;
  for (int i = 0; i < 8; ++i) reads.push_back(channel.read(0, channel.bank(i, 0), 0));
  // Four of each stack ID; the window counts both.
  for (int i = 0; i < 8; ++i) {
    INFO(i);
    CHECK(channel.read_column(reads[i]) == i / 4 * kFaw + i % 4 * kRrdS + kRcdRd);
  }
}

TEST_CASE("pseudo-channels share the row-command bus", "[hbm][channel][row-bus]") {
  HbmConfig config = without_refresh(one_channel(hbm3_config(), 2));
  config.timing.act_ck = 6;  // tRCD counts from its last clock
  config.timing.pre_ck = 3;
  LoneChannel channel(config);
  const Clocks rcd = kRcdRd - 2 + 6 - 1;
  SECTION("activates") {
    const RequestIndex a = channel.read(0, 0, 0, 1, 0);
    const RequestIndex b = channel.read(0, 0, 0, 1, 1);
    CHECK(channel.read_column(a) == rcd + 1);
    CHECK(channel.read_column(b) == 6 + rcd + 1);
  }
  SECTION("activates with the precharge before them") {
    channel.read(0, 0, 0, 1, 0);
    channel.read(0, 0, 0, 1, 1);
    const RequestIndex a = channel.read(kLater, 0, 1, 1, 0);
    const RequestIndex b = channel.read(kLater, 0, 1, 1, 1);
    CHECK(channel.read_column(a) == kLater + kRp + rcd + 1);
    CHECK(channel.read_column(b) == kLater + kRp + 9 + rcd + 1);
  }
}

TEST_CASE("pseudo-channels share the column-command bus", "[hbm][channel][column-bus]") {
  LoneChannel channel(without_refresh(one_channel(hbm3_config(), 2)));
  channel.read(0, 0, 0, 1, 0);
  channel.read(0, 0, 0, 1, 1);
  const RequestIndex a = channel.read(kLater, 0, 0, 1, 0);
  const RequestIndex b = channel.read(kLater, 0, 0, 1, 1);
  CHECK(channel.read_column(a) == kLater);
  CHECK(channel.read_column(b) == kLater + 1);
}

// ---- columns and turnarounds ---------------------------------------------------------------

TEST_CASE("columns keep tCCD_L, tCCD_S and tCCD_R", "[hbm][channel][column]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  channel.read(0, channel.bank(0, 1), 0);
  channel.read(0, channel.bank(1, 0), 0);
  channel.read(0, channel.bank(4, 0), 0);
  channel.read(kLater, channel.bank(0, 0), 0);
  const auto spacing = [&](int bank) {
    const RequestIndex next = channel.read(kLater, bank, 0);
    return channel.read_column(next) - kLater;
  };
  SECTION("one bank") {
    CHECK(spacing(channel.bank(0, 0)) == kCcdL);
  }
  SECTION("one group") {
    CHECK(spacing(channel.bank(0, 1)) == kCcdL);
  }
  SECTION("two groups") {
    CHECK(spacing(channel.bank(1, 0)) == kCcdS);
  }
  SECTION("two stack IDs") {
    CHECK(spacing(channel.bank(4, 0)) == kCcdR);
  }
}

TEST_CASE("rows of two groups interleave", "[hbm][channel][column]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  channel.read(0, channel.bank(1, 0), 0);
  const RequestIndex a = channel.read(kLater, channel.bank(0, 0), 0, 8);
  const RequestIndex b = channel.read(kLater, channel.bank(1, 0), 0, 8);
  CHECK(channel.read_column(a) == kLater + 7 * kCcdL);
  CHECK(channel.read_column(b) == kLater + kCcdS + 7 * kCcdL);
}

TEST_CASE("the bus turns around", "[hbm][channel][column]") {
  LoneChannel channel(hbm3());
  channel.read(0, channel.bank(0, 0), 0);
  channel.read(0, channel.bank(0, 1), 0);
  channel.read(0, channel.bank(1, 0), 0);
  SECTION("write to read: tWTR_L after the last written byte within a group") {
    channel.write(kLater, channel.bank(0, 0), 0, 3);
    const RequestIndex read = channel.read(kLater, channel.bank(0, 1), 0);
    CHECK(channel.read_column(read) == kLater + 2 * kCcdL + kWriteEnd + kWtrL);
  }
  SECTION("write to read: tWTR_S across groups") {
    channel.write(kLater, channel.bank(0, 0), 0, 3);
    const RequestIndex read = channel.read(kLater, channel.bank(1, 0), 0);
    CHECK(channel.read_column(read) == kLater + 2 * kCcdL + kWriteEnd + kWtrS);
  }
  SECTION("read to write: tRTW after the last read") {
    channel.read(kLater, channel.bank(0, 0), 0, 3);
    const RequestIndex write = channel.write(kLater, channel.bank(1, 0), 0);
    CHECK(channel.write_column(write) == kLater + 2 * kCcdL + kRtw);
  }
}

// ---- closed pages --------------------------------------------------------------------------

TEST_CASE("under closed pages every burst activates its row", "[hbm][channel][closed]") {
  LoneChannel channel(with_page_policy(hbm3(), PagePolicy::kClosed));
  const RequestIndex first = channel.read(0, 0, 0);
  const RequestIndex again = channel.read(kLater, 0, 0);
  const RequestIndex other_row = channel.read(2 * kLater, 0, 1);
  CHECK(channel.finish(first) == kClosed);
  CHECK(channel.finish(again) == kLater + kClosed);
  CHECK(channel.finish(other_row) == 2 * kLater + kClosed);
  CHECK(channel.counters().row_misses == 3);
}

TEST_CASE("a row of bursts under closed pages goes at tRC", "[hbm][channel][closed]") {
  LoneChannel channel(with_page_policy(hbm3(), PagePolicy::kClosed));
  const RequestIndex row = channel.read(0, 0, 0, 5);
  CHECK(channel.finish(row) == kClosed + 4 * kRc);
  CHECK(channel.counters().row_misses == 5);
}

// ---- streams -------------------------------------------------------------------------------

TEST_CASE("a stream over rotating groups goes at tCCD_S", "[hbm][channel][stream]") {
  LoneChannel channel(hbm3());
  const RequestIndex stream = channel.stream(0, 4096, 1000);
  // The last of its rows has 8 bursts, beside which the row before it has room for 24 more.
  CHECK(channel.finish(stream) == kClosed + 999 * kCcdS + 24 * (kCcdL - kCcdS));
  CHECK(channel.bursts_served(stream) == 1000);
  CHECK(channel.counters().row_misses == 32);  // 31 whole rows of 32 bursts and a part
  CHECK(channel.counters().row_hits == 968);
  CHECK(channel.counters().bus_busy == 1000 * kCcdS * 625);
}

TEST_CASE("a stream within one group goes at tCCD_L", "[hbm][channel][stream]") {
  HbmConfig config = hbm3();
  std::swap(config.mapping[4], config.mapping[5]);  // the bank below the group
  LoneChannel channel(config);
  const RequestIndex stream = channel.stream(0, 0, 1000);
  CHECK(channel.finish(stream) == kClosed + 999 * kCcdL);
  CHECK(channel.counters().bus_busy == 1000 * kCcdS * 625);
}

TEST_CASE("a stream of short rows goes at the rate of activates", "[hbm][channel][stream]") {
  HbmConfig config = hbm3();
  config.organisation.row_bytes = 64;
  config.mapping[0].size = 2;
  LoneChannel channel(config);
  const RequestIndex stream = channel.stream(0, 0, 1000);
  CHECK(channel.finish(stream) == kClosed + 1000 * (kFaw / 4) / 2 - kCcdS);
}

TEST_CASE("streams follow each other without a gap", "[hbm][channel][stream]") {
  LoneChannel channel(hbm3());
  const RequestIndex first = channel.stream(0, 0, 320);
  const RequestIndex second = channel.stream(0, 320 * 32, 320);
  CHECK(channel.finish(second) == channel.finish(first) + 320 * kCcdS);
}

}  // namespace
}  // namespace dsavp

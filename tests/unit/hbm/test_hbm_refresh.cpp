// Refresh policies of the whole memory: what they cost, and that they come at their rate.
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Picoseconds kMicrosecond = 1'000'000;
constexpr Picoseconds kRefreshInterval = 3'900'000;

HbmConfig refreshing(RefreshPolicy policy) {
  HbmConfig config = hbm2_config();
  config.refresh = policy;
  return config;
}

TEST_CASE("per-bank refresh costs random reads less than all-bank", "[hbm][refresh]") {
  const auto rate = [](RefreshPolicy policy) {
    const HbmConfig config = refreshing(policy);
    return bandwidth_gbps(config, random_reads(config, 60000, 64, 64, 0, 1), 2048);
  };
  const double none = rate(RefreshPolicy::kNone);
  const double all_bank = rate(RefreshPolicy::kAllBank);
  const double per_bank = rate(RefreshPolicy::kPerBank);
  CHECK(all_bank < none);
  CHECK(per_bank > all_bank);
  CHECK(per_bank <= 1.005 * none);
  CHECK(all_bank == Approx(none * (1 - 220.0 / 3900)).epsilon(0.03));
}

TEST_CASE("idle refreshes are counted per pseudo-channel", "[hbm][refresh]") {
  const HbmConfig config = hbm3_config();
  const Picoseconds hour = 3'600'000'000'000'000;
  for (const Picoseconds end :
       {Picoseconds{0}, kRefreshInterval / 2, kRefreshInterval, 1000 * kMicrosecond + 625, hour}) {
    HbmCore core(config);
    std::int64_t expected = 0;
    for (int i = 0; i < 160; ++i) {
      const Picoseconds first = kRefreshInterval / 625 * (i + 1) / 160 * 625;
      if (end >= first) expected += (end - first) / kRefreshInterval + 1;
    }
    CHECK(core.counters(end).refreshes == expected);
    CHECK(core.counters(end).refreshes == expected);
  }
}

TEST_CASE("each bank is refreshed once in tREFI", "[hbm][refresh]") {
  const HbmConfig config = refreshing(RefreshPolicy::kPerBank);
  const Picoseconds hour = 3'600'000'000'000'000;
  HbmCore core(config);
  // 16 pseudo-channels of 16 banks, each interval rounded down to clocks.
  const Picoseconds interval = 3900 / 16 * 1000;
  CHECK(double(core.counters(hour).refreshes) ==
        Approx(16 * double(hour) / double(interval)).epsilon(1e-9));
}

TEST_CASE("a busy memory refreshes as often as an idle one", "[hbm][refresh]") {
  const HbmConfig config = refreshing(GENERATE(RefreshPolicy::kAllBank, RefreshPolicy::kPerBank));
  HbmCore busy(config);
  const auto times = drive(busy, random_reads(config, 60000, 64, 64, 0, 2), 512);
  const Picoseconds end = last_finish(times);
  HbmCore idle(config);
  const std::int64_t expected = idle.counters(end).refreshes;
  INFO(word_of(config.refresh) << ", " << to_us(end) << " us");
  CHECK(std::abs(busy.counters(end).refreshes - expected) <= 16);
}

TEST_CASE("pseudo-channels refresh together or in turn", "[hbm][refresh]") {
  HbmConfig config = refreshing(RefreshPolicy::kAllBank);
  config.refresh_phase = RefreshPhase::kTogether;
  HbmCore together(config);
  CHECK(together.counters(kRefreshInterval - 1000).refreshes == 0);
  CHECK(together.counters(kRefreshInterval).refreshes == 16);
  config.refresh_phase = RefreshPhase::kStaggered;
  HbmCore staggered(config);
  CHECK(staggered.counters(kRefreshInterval / 2).refreshes == 8);
  CHECK(staggered.counters(kRefreshInterval).refreshes == 16);
}

// The times of groups of reads, 10 us apart, with or without looks at the counters after each.
std::vector<Timed> grouped_reads(const HbmConfig& config, bool counts) {
  HbmCore core(config);
  std::vector<Timed> times;
  Picoseconds from = 0;
  for (unsigned seed = 0; seed < 30; ++seed) {
    auto reads = random_reads(config, 100, 96, 32, 5000, seed);
    for (TestRequest& read : reads) read.arrival += from;
    const auto group = drive(core, reads);
    times.insert(times.end(), group.begin(), group.end());
    if (counts) core.counters(last_finish(group) + 3 * kMicrosecond);
    from = last_finish(group) + 10 * kMicrosecond + 7;
  }
  return times;
}

TEST_CASE("counting in between changes nothing", "[hbm][refresh]") {
  const HbmConfig config = refreshing(GENERATE(RefreshPolicy::kAllBank, RefreshPolicy::kPerBank));
  const bool same = grouped_reads(config, true) == grouped_reads(config, false);
  CHECK(same);
}

}  // namespace
}  // namespace dsavp

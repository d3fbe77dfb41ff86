// Latencies and bounds that follow from the timing parameters by hand: HBM2 as DRAMSys has it, and
// as DRAMsim3 has it where a bound of its own is meant. In nanoseconds, which are its clocks.
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Picoseconds kNs = 1000;

// One channel of two pseudo-channels, refreshed together; pseudo-channels change every burst, then
// bank groups, banks, columns and rows.
HbmConfig dramsys() {
  HbmConfig c = one_channel(hbm2_config(), 2, 2);
  c.mapping = {{Field::kPseudoChannel, 2}, {Field::kBankGroup, 4}, {Field::kBank, 4},
               {Field::kStackId, 2},       {Field::kColumn, 32},   {Field::kRow, 16384}};
  c.refresh_phase = RefreshPhase::kTogether;
  return c;
}

// One channel without pseudo-channels, 64 B per burst.
HbmConfig dramsim() {
  HbmConfig c = without_refresh(one_channel(hbm2_config()));
  c.organisation.access_bytes = 64;
  c.mapping[0].size = c.organisation.columns();
  c.timing.ccd_l_ck = 2;
  c.timing.act_ck = 1;
  c.timing.cl_ns = 14;
  c.timing.rcd_rd_ns = 14;
  c.timing.ras_ns = 34;
  c.timing.rc_ns = 0;
  c.timing.faw_ns = 30;
  return c;
}

double share_beside_refresh(const HbmConfig& config) {
  return 1 - config.timing.rfc_ns / config.timing.refi_ns;
}

// Of the peak.
double share(const HbmConfig& config, const std::vector<TestRequest>& requests,
             std::size_t outstanding) {
  return bandwidth_gbps(config, requests, outstanding) / peak_gbps(config);
}

Address address_of(const HbmConfig& config, int group, int bank, int row, int column = 0,
                   int stack_id = 0) {
  DramPlace place;
  place.stack_id = stack_id;
  place.group = stack_id * config.organisation.bank_groups + group;
  place.bank = place.group * config.organisation.banks + bank;
  place.row = row;
  place.column = column;
  return AddressMapping(config).encode(place);
}

// `count` reads of one access each, in the given bank groups in turn, all in open rows.
std::vector<TestRequest> row_hits(const HbmConfig& config, int count, int groups, int stack_ids) {
  std::vector<TestRequest> reads;
  for (int i = 0; i < count; ++i) {
    const int stack_id = i % stack_ids;
    const int group = i / stack_ids % groups;
    const int column = i / stack_ids / groups % config.organisation.columns();
    reads.push_back({0, address_of(config, group, 0, 5, column, stack_id), 32, false});
  }
  return reads;
}

// Time per read in the long run, in clocks.
double spacing(const HbmConfig& config, const std::vector<TestRequest>& reads) {
  HbmCore core(config);
  const auto times = drive(core, reads);
  const std::size_t from = reads.size() / 4;
  return to_ns(last_finish(times) - times[from].finish) / double(reads.size() - 1 - from);
}

// ---- single reads --------------------------------------------------------------------------

TEST_CASE("idle reads of 32 B", "[hbm][closed-form]") {
  const HbmConfig config = without_refresh(dramsys());
  HbmCore core(config);
  const auto times = drive(core,
                           {{0, address_of(config, 1, 2, 7), 32, false},
                            {1000 * kNs, address_of(config, 1, 2, 7, 9), 32, false},
                            {2000 * kNs, address_of(config, 1, 2, 8), 32, false}},
                           1);
  CHECK(times[0].latency() == 34 * kNs);
  CHECK(times[1].latency() == 21 * kNs);
  CHECK(times[2].latency() == 48 * kNs);
}

TEST_CASE("an idle read waits for a refresh's end", "[hbm][closed-form][refresh]") {
  const HbmConfig config = dramsys();
  for (const Picoseconds into : {Picoseconds{0}, 1 * kNs, 100 * kNs, 220 * kNs}) {
    HbmCore core(config);
    const auto times = drive(core, {{3900 * kNs + into, 0, 32, false}});
    CHECK(times[0].latency() == 34 * kNs + 220 * kNs - into);
  }
}

TEST_CASE("idle reads meet refreshes at their rate", "[hbm][closed-form][refresh]") {
  const HbmConfig config = dramsys();
  HbmCore core(config);
  std::vector<TestRequest> reads;
  for (int i = 0; i < 4000; ++i) {
    reads.push_back({i * 1007 * kNs, address_of(config, i % 4, i / 4 % 4, i), 32, false});
  }
  const auto times = drive(core, reads, 1);
  const Picoseconds conflict = 48 * kNs;
  // At worst the precharge is done just before the refresh, and waits with the other open rows'.
  CHECK(longest_latency(times) <= conflict + 220 * kNs + 14 * kNs);
  CHECK(longest_latency(times) >= conflict + 210 * kNs);
  const auto met = std::count_if(times.begin(), times.end(),
                                 [&](const Timed& t) { return t.latency() > conflict; });
  CHECK(double(met) / 4000 == Approx((220.0 + 27) / 3900).epsilon(0.15));
}

// ---- bounds of random reads ----------------------------------------------------------------

TEST_CASE("the row-command bus bounds random reads", "[hbm][closed-form]") {
  const HbmConfig config = dramsys();
  // 64 B: an activate of two clocks and a precharge of one in each of two pseudo-channels.
  const auto reads = random_reads(config, 40000, 64, 64, 0, 1);
  CHECK(share(config, reads, 256) == Approx(2.0 / 6 * share_beside_refresh(config)).epsilon(0.02));
}

TEST_CASE("under closed pages an activate for every burst", "[hbm][closed-form]") {
  const HbmConfig config = with_page_policy(dramsys(), PagePolicy::kClosed);
  const auto reads = random_reads(config, 40000, 64, 64, 0, 1);
  CHECK(share(config, reads, 256) == Approx(2.0 / 4 * share_beside_refresh(config)).epsilon(0.02));
}

TEST_CASE("tFAW bounds random reads", "[hbm][closed-form]") {
  const HbmConfig config = dramsim();
  const auto reads = random_reads(config, 20000, 64, 64, 0, 1);
  CHECK(bandwidth_gbps(config, reads, 256) == Approx(4 * 64 / 30.0).epsilon(0.02));
}

TEST_CASE("tRC bounds reads of one bank", "[hbm][closed-form]") {
  HbmConfig config = dramsim();
  std::vector<TestRequest> reads;
  for (int row = 0; row < 1000; ++row) {
    reads.push_back({0, address_of(config, 0, 0, row), 64, false});
  }
  CHECK(spacing(config, reads) == Approx(34 + 14));
  config.timing.rc_ns = 55;
  CHECK(spacing(config, reads) == Approx(55));
}

// ---- bounds of row hits --------------------------------------------------------------------

TEST_CASE("tCCD bounds row hits", "[hbm][closed-form]") {
  HbmConfig config = without_refresh(one_channel(hbm2_config(), 1, 2));
  config.timing.ccd_l_ck = 4;
  config.timing.ccd_r_ck = 3;
  config.scheduler_window = GENERATE(16, 128);
  CHECK(spacing(config, row_hits(config, 32, 1, 1)) == Approx(4).epsilon(0.01));
  CHECK(spacing(config, row_hits(config, 128, 4, 1)) == Approx(2).epsilon(0.01));
}

TEST_CASE("two bank groups fill the bus", "[hbm][closed-form]") {
  HbmConfig config = without_refresh(one_channel(hbm2_config(), 1, 2));
  config.timing.ccd_l_ck = 4;
  CHECK(spacing(config, row_hits(config, 64, 2, 1)) == Approx(2).epsilon(0.01));
}

TEST_CASE("alternating stack IDs keep tCCD_R", "[hbm][closed-form]") {
  HbmConfig config = without_refresh(one_channel(hbm2_config(), 1, 2));
  config.timing.ccd_l_ck = 4;
  config.timing.ccd_r_ck = 5;
  // One at a time in order, so that the scheduler cannot keep to one stack ID.
  config.scheduler_window = 1;
  CHECK(spacing(config, row_hits(config, 64, 1, 2)) == Approx(5).epsilon(0.01));
}

TEST_CASE("a scheduler with a choice keeps to one stack ID", "[hbm][closed-form]") {
  HbmConfig config = without_refresh(one_channel(hbm2_config(), 1, 2));
  config.timing.ccd_l_ck = 4;
  config.timing.ccd_r_ck = 8;
  CHECK(spacing(config, row_hits(config, 256, 4, 2)) < 2.5);
}

// ---- turnarounds ---------------------------------------------------------------------------

TEST_CASE("turnarounds of the bus and the bank", "[hbm][closed-form]") {
  const HbmConfig config = without_refresh(one_channel(hbm2_config()));
  const Address a = address_of(config, 0, 0, 0);
  const Address same_group = address_of(config, 0, 1, 0);
  const Address other_group = address_of(config, 1, 0, 0);
  const Address same_bank = address_of(config, 0, 0, 1);
  HbmCore core(config);
  drive(core, {{0, a, 32, false}, {0, same_group, 32, false}, {0, other_group, 32, false}});
  const Picoseconds at = 1000 * kNs;
  const Picoseconds read_end = 20 * kNs + kNs;  // from the command, through the controller
  const Picoseconds write_end = 9 * kNs + kNs;
  const auto second = [&](bool first_writes, Address address, bool writes) {
    return drive(core, {{at, a, 32, first_writes}, {at, address, 32, writes}})[1].latency();
  };
  SECTION("write to read, other group") {
    CHECK(second(true, other_group, false) == (9 + 4) * kNs + read_end);
  }
  SECTION("write to read, same group") {
    CHECK(second(true, same_group, false) == (9 + 8) * kNs + read_end);
  }
  SECTION("read to write") {
    CHECK(second(false, other_group, true) == 15 * kNs + write_end);
  }
  SECTION("write recovery") {
    CHECK(second(true, same_bank, false) == (9 + 16 + 14 + 13) * kNs + read_end);
  }
  SECTION("read to precharge") {
    CHECK(second(false, same_bank, false) == (5 + 14 + 13) * kNs + read_end);
  }
}

}  // namespace
}  // namespace dsavp

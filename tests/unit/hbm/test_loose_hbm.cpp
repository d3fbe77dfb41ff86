// The loosely-timed memory beside HbmCore: alone a request takes as long, under load it has nearly
// the same data rate, and both move the same bursts.
#include <cmath>
#include <cstdio>

#include "models/hbm/loose_hbm.h"
#include "tests/unit/hbm/hbm_test_util.h"
#include "tests/unit/random.h"

namespace dsavp::hbm_test {
namespace {

// As drive(), for the loosely-timed memory.
std::vector<Timed> drive_loosely(LooseHbm& memory, const std::vector<TestRequest>& requests,
                                 std::size_t outstanding) {
  std::priority_queue<Picoseconds, std::vector<Picoseconds>, std::greater<>> open;
  std::vector<Timed> times;
  Picoseconds now = 0;
  for (const TestRequest& request : requests) {
    now = std::max(now, request.arrival);
    if (open.size() >= outstanding) {
      now = std::max(now, open.top());
      open.pop();
    }
    const Picoseconds end = memory.access(now, request.address, request.bytes, request.write);
    times.push_back({now, end});
    open.push(end);
  }
  return times;
}

std::vector<HbmConfig> configs() {
  std::vector<HbmConfig> all = {hbm2_config(), hbm3_config()};
  HbmConfig per_bank = hbm3_config();
  per_bank.refresh = RefreshPolicy::kPerBank;
  HbmConfig closed = hbm2_config();
  closed.page_policy = PagePolicy::kClosed;
  HbmConfig together = hbm2_config();
  together.refresh_phase = RefreshPhase::kTogether;
  all.insert(all.end(), {per_bank, closed, together});
  return all;
}

std::vector<TestRequest> random_reads(const HbmConfig& config, Bytes bytes, int count) {
  Random random(7);
  const Bytes capacity = config.organisation.capacity();
  std::vector<TestRequest> reads;
  for (int i = 0; i < count; ++i) {
    reads.push_back({0, random.below(capacity / bytes) * bytes, bytes, false});
  }
  return reads;
}

double gbps(const std::vector<TestRequest>& requests, const std::vector<Timed>& times) {
  return double(total_bytes(requests)) / to_ns(last_finish(times));
}

}  // namespace

TEST_CASE("loose memory: alone, reads and writes take exactly as long as HbmCore's") {
  for (HbmConfig config : configs()) {
    config.refresh = RefreshPolicy::kNone;
    const auto burst = static_cast<Bytes>(config.organisation.access_bytes);
    Random random(1);
    for (int i = 0; i < 12; ++i) {
      const Address address = random.below(config.organisation.capacity() / 64) * 64;
      const Bytes bytes = 1 + random.below(burst);
      const bool write = random.one_in(2);
      LooseHbm memory(config);
      CHECK(memory.access(0, address / burst * burst, bytes, write) ==
            idle_latency(config, address / burst * burst, bytes, write));
    }
  }
}

TEST_CASE("loose memory: one after the other, through refreshes, as HbmCore within a few clocks") {
  for (const HbmConfig& config : configs()) {
    const std::vector<TestRequest> reads = random_reads(config, 64, 3000);
    HbmCore core(config);
    LooseHbm memory(config);
    const std::vector<Timed> expected = drive(core, reads, 1);
    const std::vector<Timed> found = drive_loosely(memory, reads, 1);
    CHECK(mean_latency_ns(found) == Approx(mean_latency_ns(expected)).epsilon(0.02));
    CHECK(longest_latency(found) == Approx(longest_latency(expected)).epsilon(0.15));
  }
}

TEST_CASE("loose memory: random reads have HbmCore's data rate, loaded or not") {
  double sum = 0;
  int cases = 0;
  for (const HbmConfig& config : configs()) {
    for (const Bytes bytes : {Bytes{64}, Bytes{512}, Bytes{1152}, Bytes{4096}}) {
      for (const std::size_t outstanding : {16u, 128u, 1024u}) {
        INFO(config.standard << ", " << bytes << " B, " << outstanding << " outstanding");
        const std::vector<TestRequest> reads = random_reads(config, bytes, 3000);
        HbmCore core(config);
        LooseHbm memory(config);
        const double expected = gbps(reads, drive(core, reads, outstanding));
        const double found = gbps(reads, drive_loosely(memory, reads, outstanding));
        CHECK(found == Approx(expected).epsilon(0.26));
        CHECK(found <= core.peak_gbps());
        sum += std::abs(found / expected - 1);
        ++cases;
      }
    }
  }
  CHECK(sum / cases < 0.08);
  std::printf("loose memory against HbmCore, random reads: off by %.1f %% on average\n",
              100 * sum / cases);
}

// One bank of one pseudo-channel, of whose rows a read of some KiB opens more than are outstanding, and
// one that holds less than such a read; there HbmCore joins hits of its two rows, which is left out.
TEST_CASE("loose memory: the smallest memories have a bus time too") {
  for (const int rows : {16384, 2}) {
    INFO(rows << " rows");
    HbmConfig config = hbm2_config();
    config.organisation = {1, 1, 1, 1, 1, 1, rows, 64, 32};
    config.mapping = {{Field::kColumn, 2}, {Field::kRow, rows}};
    LooseHbm memory(config);
    HbmCore core(config);
    const std::vector<TestRequest> reads = random_reads(config, 64, 300);
    const double expected = gbps(reads, drive(core, reads, 16));
    const double found = gbps(reads, drive_loosely(memory, reads, 16));
    CHECK(found < 1.26 * expected);
    CHECK(found > (rows == 2 ? 0.2 : 0.74) * expected);
  }
}

TEST_CASE("loose memory: streams take as long as HbmCore's, one or many, and writes too") {
  for (const HbmConfig& config : configs()) {
    for (const bool write : {false, true}) {
      for (const Bytes total : {1 * kMiB, 3 * kMiB, 48 * kMiB}) {
        INFO(total << (write ? " B written" : " B read"));
        const std::vector<TestRequest> chunks = contiguous(0, total, kMiB, write);
        HbmCore core(config);
        LooseHbm memory(config);
        const Picoseconds expected = last_finish(drive(core, chunks, 4));
        const Picoseconds found = last_finish(drive_loosely(memory, chunks, 4));
        CHECK(to_ns(found) == Approx(to_ns(expected)).epsilon(0.05));
      }
    }
  }
}

TEST_CASE("loose memory: bursts are counted once each, and so are refreshes") {
  for (const HbmConfig& config : configs()) {
    Random random(11);
    HbmCore core(config);
    LooseHbm memory(config);
    std::vector<TestRequest> requests;
    for (int i = 0; i < 500; ++i) {
      const Bytes bytes =
          random.one_in(20) ? 2 * kMiB + random.below(kMiB) : random.below(9000) + 1;
      requests.push_back(
          {0, random.below(config.organisation.capacity() - bytes), bytes, random.one_in(5)});
    }
    const Picoseconds end = std::max(last_finish(drive(core, requests, 16)),
                                     last_finish(drive_loosely(memory, requests, 16)));
    const DramCounters expected = core.counters(end);
    const DramCounters found = memory.counters(end);
    CHECK(found.row_hits + found.row_misses == expected.row_hits + expected.row_misses);
    CHECK(found.bus_busy == expected.bus_busy);
    CHECK(found.refreshes == Approx(double(expected.refreshes)).epsilon(0.02));
  }
}

TEST_CASE("loose memory: a call of an earlier time is not held up by other banks' later work") {
  HbmConfig config = hbm3_config();
  config.refresh = RefreshPolicy::kNone;
  const auto burst = static_cast<Bytes>(config.organisation.access_bytes);
  const AddressMapping mapping(config);
  const DramPlace here = mapping.decode(0);
  Address elsewhere = burst;
  while (mapping.decode(elsewhere).pseudo_channel == here.pseudo_channel) elsewhere += burst;
  LooseHbm memory(config);
  memory.access(from_ns(50'000), elsewhere, burst, false);
  CHECK(memory.access(0, 0, burst, false) == idle_latency(config, 0, burst, false));
}

}  // namespace dsavp::hbm_test

// What has to hold for every memory and every traffic: nothing is lost, nothing is faster than the
// hardware, and the caller's way of looking changes nothing.
#include "tests/unit/hbm/hbm_random.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr unsigned kSeeds = 30;

// A request cannot be faster than its columns' data, nor than the fullest bus that it needs.
Picoseconds least_latency(const HbmConfig& config, const TestRequest& request) {
  const DramClock clock(config);
  const int channels = config.organisation.pseudo_channel_count();
  const std::int64_t fullest = (bursts_of(config, request) + channels - 1) / channels;
  return ((fullest - 1) * clock.ccd_s + (request.write ? clock.cwl : clock.cl) + clock.burst) *
             clock.period +
         from_ns(config.controller_ns);
}

TEST_CASE("random requests are conserved", "[hbm][core][property]") {
  const unsigned seed = GENERATE(range(0u, kSeeds));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  const auto requests = cases.requests(config, 400, kMiB);
  INFO("seed " << seed << ": " << describe_memory(config));
  HbmCore core(config);
  const auto times = drive(core, requests, cases.one_of({std::size_t{5}, kUnlimited}));
  std::size_t too_fast = 0;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    too_fast += times[i].latency() < least_latency(config, requests[i]);
  }
  CHECK(too_fast == 0);
  const Picoseconds end = last_finish(times);
  const DramCounters counters = core.counters(end);
  const std::int64_t bursts = total_bursts(config, requests);
  const DramClock clock(config);
  CHECK(counters.row_hits + counters.row_misses == bursts);
  CHECK(counters.row_hits >= 0);
  CHECK(counters.bus_busy == bursts * clock.time(clock.ccd_s));
  CHECK(counters.bus_busy <= end * config.organisation.pseudo_channel_count());
}

TEST_CASE("the same requests take the same times", "[hbm][core][property]") {
  const unsigned seed = GENERATE(range(0u, 10u));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  const auto requests = cases.requests(config, 200, kMiB);
  HbmCore first(config);
  HbmCore second(config);
  CHECK(drive(first, requests, 40) == drive(second, requests, 40));
}

// ---- the caller's looks --------------------------------------------------------------------

// How many requests end at another time if the caller looks at the core every `poll`.
std::size_t differing(const HbmConfig& config, const std::vector<TestRequest>& requests,
                      std::size_t outstanding, Picoseconds poll) {
  HbmCore rarely(config);
  HbmCore often(config);
  const auto expected = drive(rarely, requests, outstanding);
  const auto times = drive(often, requests, outstanding, poll);
  std::size_t count = 0;
  for (std::size_t i = 0; i < times.size(); ++i) count += !(times[i] == expected[i]);
  return count;
}

TEST_CASE("looking more often changes no time of row segments", "[hbm][core][property][poll]") {
  const unsigned seed = GENERATE(range(0u, kSeeds));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  const auto requests = cases.requests(config, 300, 2000);
  INFO("seed " << seed << ": " << describe_memory(config));
  for (const Picoseconds poll : {1000, 625, 7777}) {
    CHECK(differing(config, requests, kUnlimited, poll) == 0);
    CHECK(differing(config, requests, 20, poll) == 0);
  }
}

// Row hits, conflicts and turnarounds of few rows, with arrivals at clock edges.
TEST_CASE("looking more often changes no time of open rows", "[hbm][core][property][poll]") {
  const unsigned seed = GENERATE(range(0u, kSeeds));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  const auto requests = cases.close_requests(config, 400);
  INFO("seed " << seed << ": " << describe_memory(config));
  const Picoseconds clock = config.timing.clock_ps;
  for (const Picoseconds poll : {clock, 3 * clock, clock / 2 + 1}) {
    CHECK(differing(config, requests, kUnlimited, poll) == 0);
    CHECK(differing(config, requests, 20, poll) == 0);
  }
}

// ---- bandwidth -----------------------------------------------------------------------------

TEST_CASE("no interval has more data than the buses carry", "[hbm][core][property]") {
  const unsigned seed = GENERATE(range(0u, kSeeds));
  RandomCases cases(seed);
  const HbmConfig config = cases.memory();
  // One access each, so that what ends in an interval has moved in it.
  std::vector<TestRequest> requests = random_reads(config, 4000, 32, 32, 200, seed);
  INFO("seed " << seed << ": " << describe_memory(config));
  HbmCore core(config);
  const auto times = drive(core, requests, 300);
  std::map<int, std::vector<Picoseconds>> ends;  // by pseudo-channel
  for (std::size_t i = 0; i < times.size(); ++i) {
    ends[core.mapping().decode(requests[i].address).pseudo_channel].push_back(times[i].finish);
  }
  const DramClock clock(config);
  std::size_t too_close = 0;
  for (auto& [pseudo_channel, finishes] : ends) {
    std::sort(finishes.begin(), finishes.end());
    for (std::size_t i = 1; i < finishes.size(); ++i) {
      too_close += finishes[i] - finishes[i - 1] < clock.time(clock.ccd_s);
    }
  }
  CHECK(too_close == 0);
}

// ---- monotony ------------------------------------------------------------------------------

TEST_CASE("more bytes take no less time", "[hbm][core][property][monotony]") {
  for (const HbmConfig& refreshing : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const HbmConfig config = without_refresh(refreshing);
    for (const bool write : {false, true}) {
      const Address address = write ? 32 * 777 : 0;
      Picoseconds least = 0;
      for (Bytes bytes = 32; bytes <= kMiB; bytes += bytes < 4096 ? 32 : 2 * kKiB + 32) {
        const Picoseconds now = idle_latency(config, address, bytes, write);
        INFO(config.standard << ", " << bytes << " B" << (write ? ", written" : ", read"));
        // The order of two rows' commands may cost two clocks.
        CHECK(now >= least - 2 * config.timing.clock_ps);
        least = now;
      }
    }
  }
}

double token_bandwidth(const HbmConfig& config, std::size_t outstanding, Bytes bytes) {
  double sum = 0;
  for (const unsigned seed : {1u, 2u, 3u, 4u, 5u}) {
    sum += bandwidth_gbps(config, random_reads(config, 12000, bytes, 128, 0, seed), outstanding);
  }
  return sum / 5;
}

TEST_CASE("more outstanding requests give no less bandwidth",
          "[hbm][core][property][monotony][long]") {
  const Bytes bytes = GENERATE(64, 640, 4096);
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), scattered_config()}) {
    double best = 0;
    for (const std::size_t outstanding : {1, 4, 16, 64, 256, 1024, 4096}) {
      const double gbps = token_bandwidth(config, outstanding, bytes);
      INFO(config.standard << ", " << bytes << " B, " << outstanding << " outstanding");
      CHECK(gbps >= 0.98 * best);
      CHECK(gbps <= peak_gbps(config));
      best = std::max(best, gbps);
    }
  }
}

TEST_CASE("a larger window is no slower", "[hbm][core][property][monotony][long]") {
  for (HbmConfig config : {hbm2_config(), hbm3_config(), scattered_config()}) {
    double best = 0;
    for (const int window : {1, 4, 16, 64, 128}) {
      config.scheduler_window = window;
      const double gbps = token_bandwidth(config, 2048, 640);
      INFO(config.standard << ", window " << window);
      CHECK(gbps >= 0.98 * best);
      best = std::max(best, gbps);
    }
  }
}

// ---- starvation ----------------------------------------------------------------------------

TEST_CASE("writes are served beside reads that saturate the memory", "[hbm][core][property]") {
  const HbmConfig config = one_channel(GENERATE(hbm2_config(), hbm3_config()), 2);
  const Bytes bytes = GENERATE(64, 1024);
  std::vector<TestRequest> writes = random_reads(config, 300, 64, 64, 300'000, 2);
  for (TestRequest& write : writes) write.write = true;
  const auto reads = random_reads(config, 2'000'000 / bytes, bytes, bytes, 0, 1);
  HbmCore core(config);
  const auto times = Driver(core, {{reads, 8192 / bytes}, {writes, kUnlimited}}).run();
  INFO(config.standard << ", reads of " << bytes << " B, saturated for "
                       << to_us(last_finish(times[0])) << " us");
  CHECK(longest_latency(times[1]) < 3'000'000);
}

}  // namespace
}  // namespace dsavp

// Long requests: alone, against the same bytes in small requests, and beside random tokens.
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;

constexpr Bytes kStreamBytes = 64 * kMiB;

double gbps(Bytes bytes, const std::vector<Timed>& times) {
  return double(bytes) / to_ns(last_finish(times) - times.front().start);
}

// The share of time that refreshes leave.
double refresh_share(const HbmConfig& config) {
  const DramTiming& t = config.timing;
  return config.refresh == RefreshPolicy::kNone ? 1 : 1 - (t.rp_ns + t.rfc_ns) / t.refi_ns;
}

std::int64_t bursts_served(HbmCore& core, Picoseconds end) {
  const DramCounters counters = core.counters(end);
  return counters.row_hits + counters.row_misses;
}

// ---- alone ---------------------------------------------------------------------------------

TEST_CASE("a stream nearly fills the memory beside its refreshes", "[hbm][stream]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    for (const Bytes chunk : {1 * kMiB, 4 * kMiB, 8 * kMiB}) {
      INFO(config.standard << ", chunks of " << chunk);
      HbmCore core(config);
      const auto times = drive(core, contiguous(0, kStreamBytes, chunk), 16 * kMiB / chunk);
      const double rate = gbps(kStreamBytes, times);
      CHECK(rate <= core.peak_gbps());
      CHECK(rate >= 0.97 * core.peak_gbps() * refresh_share(config));
      CHECK(bursts_served(core, last_finish(times)) == kStreamBytes / 32);
    }
  }
}

TEST_CASE("a stream fills a memory without refresh", "[hbm][stream]") {
  for (const HbmConfig& refreshing : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const HbmConfig config = without_refresh(refreshing);
    for (const Bytes chunk : {1 * kMiB, 4 * kMiB, 8 * kMiB}) {
      for (const bool write : {false, true}) {
        INFO(config.standard << ", chunks of " << chunk);
        HbmCore core(config);
        const auto chunks = contiguous(0, kStreamBytes, chunk, write);
        const auto times = drive(core, chunks, 16 * kMiB / chunk);
        const double rate = gbps(kStreamBytes, times);
        CHECK(rate <= core.peak_gbps());
        CHECK(rate >= 0.99 * core.peak_gbps());
      }
    }
  }
}

TEST_CASE("a stream may begin and end anywhere", "[hbm][stream]") {
  const HbmConfig config = hbm3_config();
  std::mt19937_64 random(2);
  for (int i = 0; i < 5; ++i) {
    const Address base = random() % kGiB;
    const Bytes total = kStreamBytes + random() % kMiB;
    HbmCore core(config);
    const auto times = drive(core, contiguous(base, total, 3 * kMiB + 77), 5);
    CHECK(gbps(total, times) <= core.peak_gbps());
    CHECK(gbps(total, times) >= 0.96 * core.peak_gbps() * refresh_share(config));
  }
}

TEST_CASE("a stream takes what its bytes take in small requests", "[hbm][stream]") {
  const RefreshPolicy policy =
      GENERATE(RefreshPolicy::kNone, RefreshPolicy::kAllBank, RefreshPolicy::kPerBank);
  for (HbmConfig config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    config.refresh = policy;
    // Staggered refreshes would hold up small requests in line, whose queue the channel shares; so
    // would a window of few rows.
    config.refresh_phase = RefreshPhase::kTogether;
    config.scheduler_window = 512;
    const Bytes total = 16 * kMiB;
    HbmCore whole_core(config);
    const double whole = to_ns(last_finish(drive(whole_core, {{0, 0, total, false}})));
    HbmCore rows_core(config);
    const auto rows = drive(rows_core, contiguous(0, total, 2048));
    INFO(config.standard << ", " << word_of(policy));
    // Under per-bank refresh the closed form only knows the share of rows whose bank is away.
    const double tolerance = policy == RefreshPolicy::kPerBank ? 0.05 : 0.02;
    CHECK(whole == Approx(to_ns(last_finish(rows))).epsilon(tolerance));
  }
}

TEST_CASE("a stream's refreshes come at their rate", "[hbm][stream][refresh]") {
  HbmCore core(hbm3_config());
  const auto times = drive(core, contiguous(0, 4 * kStreamBytes, 8 * kMiB), 2);
  const Picoseconds end = last_finish(times);
  const double per_channel = double(core.counters(end).refreshes) / 160;
  CHECK(per_channel == Approx(double(end) / 3.9e6).margin(1));
}

// ---- beside tokens -------------------------------------------------------------------------

struct Mixed {
  std::vector<Timed> stream;
  std::vector<Timed> tokens;
};

Mixed stream_with_tokens(HbmCore& core, const std::vector<TestRequest>& stream,
                         const std::vector<TestRequest>& tokens) {
  auto times = Driver(core, {{stream, 2}, {tokens, kUnlimited}}).run();
  return {std::move(times[0]), std::move(times[1])};
}

// Random tokens over the stream's time that ask for a share of the memory's bandwidth.
std::vector<TestRequest> tokens_beside(const HbmConfig& config, double load, unsigned seed) {
  const double gap = 640 / (load * peak_gbps(config)) * 1000;
  const double stream_time = double(kStreamBytes) / peak_gbps(config) * 1000;
  const auto count = static_cast<std::size_t>(stream_time / gap);
  return random_reads(config, count, 640, 128, static_cast<Picoseconds>(gap), seed);
}

TEST_CASE("tokens beside a stream are neither lost nor starved", "[hbm][stream][tokens]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    // From a token now and then to a fifth of the memory's bandwidth.
    for (const double load : {0.001, 0.02, 0.2}) {
      for (const unsigned seed : {1u, 2u}) {
        INFO(config.standard << ", load " << load << ", seed " << seed);
        const auto tokens = tokens_beside(config, load, seed);
        HbmCore core(config);
        const Mixed times = stream_with_tokens(core, contiguous(0, kStreamBytes, 8 * kMiB), tokens);
        const Picoseconds end = std::max(last_finish(times.stream), last_finish(times.tokens));
        const Bytes bytes = kStreamBytes + total_bytes(tokens);
        CHECK(longest_latency(times.tokens) < 2'000'000);
        CHECK(bursts_served(core, end) == static_cast<std::int64_t>(bytes / 32));
        CHECK(double(bytes) / to_ns(end) <= core.peak_gbps());
        // Tokens take from the stream, but the memory stays busy.
        CHECK(double(bytes) / to_ns(end) >= 0.8 * core.peak_gbps() * refresh_share(config));
      }
    }
  }
}

TEST_CASE("a stream slows tokens within bounds", "[hbm][stream][tokens]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    for (const double load : {0.001, 0.02, 0.1}) {
      const auto tokens = tokens_beside(config, load, 3);
      HbmCore alone(config);
      const double without = mean_latency_ns(drive(alone, tokens));
      HbmCore core(config);
      const Mixed times = stream_with_tokens(core, contiguous(0, kStreamBytes, 8 * kMiB), tokens);
      INFO(config.standard << ", load " << load);
      // A token that comes alone to a bus that a stream fills waits for the rows in hand.
      CHECK(mean_latency_ns(times.tokens) < 5 * without);
      CHECK(mean_latency_ns(times.tokens) > without);
    }
  }
}

TEST_CASE("a stream and tokens together keep the memory as busy", "[hbm][stream][tokens]") {
  for (const HbmConfig& config : {hbm2_config(), hbm3_config(), hashed_config()}) {
    const std::size_t outstanding = 16 * Bytes(config.organisation.pseudo_channel_count());
    const auto stream = contiguous(0, kStreamBytes / 4, 4 * kMiB);
    const auto tokens = random_reads(config, kStreamBytes / 4 / 640, 640, 128, 0, 4);
    const double better =
        std::max(bandwidth_gbps(config, stream, 2), bandwidth_gbps(config, tokens, outstanding));
    HbmCore core(config);
    const auto times = Driver(core, {{stream, 2}, {tokens, outstanding}}).run();
    const Picoseconds end = std::max(last_finish(times[0]), last_finish(times[1]));
    const double together = double(total_bytes(stream) + total_bytes(tokens)) / to_ns(end);
    INFO(config.standard << ": better alone " << better << " GB/s, together " << together);
    CHECK(together >= 0.8 * better);
    CHECK(together <= 1.001 * better);
  }
}

TEST_CASE("writes beside a stream are neither lost nor starved", "[hbm][stream][tokens]") {
  const HbmConfig config = hbm3_config();
  auto tokens = random_reads(config, 4000, 640, 128, 4000, 3);
  for (TestRequest& token : tokens) token.write = true;
  HbmCore core(config);
  const Mixed times = stream_with_tokens(core, contiguous(0, kStreamBytes, 8 * kMiB), tokens);
  const Picoseconds end = std::max(last_finish(times.stream), last_finish(times.tokens));
  CHECK(longest_latency(times.tokens) < 4'000'000);
  CHECK(bursts_served(core, end) == (kStreamBytes + 4000 * 640) / 32);
}

TEST_CASE("tokens without end do not starve a stream", "[hbm][stream][tokens]") {
  const HbmConfig config = hbm3_config();
  // As many tokens as the memory can take, and more.
  const auto tokens = random_reads(config, 100000, 640, 128, 0, 4);
  HbmCore core(config);
  const auto times = Driver(core, {{contiguous(0, 8 * kMiB, 4 * kMiB), 2}, {tokens, 4096}}).run();
  CHECK(last_finish(times[0]) < last_finish(times[1]));
}

}  // namespace
}  // namespace dsavp

#include <map>

#include "testbench/hbm_traffic/hbm_traffic.h"
#include "testbench/hbm_traffic/latency_recorder.h"
#include "testbench/hbm_traffic/token_source.h"
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;
using Catch::Matchers::Contains;

// One stack of HBM3 with the channel every 64 B.
HbmConfig memory() {
  HbmConfig config = hbm3_config();
  config.organisation.stacks = 1;
  config.mapping.clear();
  config.mapping_name = "robaracoch";
  config.interleave_bytes = 64;
  return config;
}

// As run_hbm_traffic(), the plain way and without gaps: every step looks through all blocks.
class NaiveTraffic {
 public:
  NaiveTraffic(const HbmConfig& config, const HbmTraffic& traffic)
      : core_(config),
        traffic_(traffic),
        source_(traffic, core_.capacity()),
        pseudo_channels_(config.organisation.pseudo_channels),
        block_latencies_(traffic.reads),
        token_latencies_(traffic.reads) {}

  HbmTrafficResult run() {
    Picoseconds now = 0;
    for (int i = 0; i < traffic_.window; ++i) enter(now);
    submit_line(now);
    while (ended_ < traffic_.reads) {
      now = std::min(core_.next_event(), ends_.empty() ? kNever : ends_.begin()->first);
      for (const HbmCompletion& done : core_.advance(now)) {
        ends_.emplace(done.finish, static_cast<Block*>(done.cookie));
      }
      while (!ends_.empty() && ends_.begin()->first <= now && ended_ < traffic_.reads) {
        end(*ends_.begin()->second, now);
        ends_.erase(ends_.begin());
        enter(now);
      }
      submit_line(now);
    }
    HbmTrafficResult result;
    const auto blocks = double(traffic_.reads - traffic_.reads / 5);
    result.bandwidth_gbps = blocks * 64 / to_ns(to_ - from_);
    result.block_latency_ns = block_latencies_.summarise();
    result.token_latency_ns = token_latencies_.summarise();
    return result;
  }

 private:
  struct Token {
    Picoseconds entry;
    std::int64_t left;
  };
  struct Block {
    Picoseconds entry;
    Address address;
    Token* token;
    int channel;
    bool submitted;
  };

  void enter(Picoseconds now) {
    if (token_.blocks == 0) {
      token_ = source_.next();
      tokens_.push_back({now, token_.blocks});
    }
    const int channel =
        core_.mapping().decode(token_.first_block).pseudo_channel / pseudo_channels_;
    blocks_.push_back({now, token_.first_block, &tokens_.back(), channel, false});
    token_.first_block += 64;
    --token_.blocks;
  }
  void submit_line(Picoseconds now) {
    for (; next_ < blocks_.size(); ++next_) {
      Block& block = blocks_[next_];
      const int most = traffic_.front_end_queue;
      if (most > 0 && outstanding_[block.channel] >= most) return;
      ++outstanding_[block.channel];
      core_.submit(now, block.address, 64, false, &block);
    }
  }
  void end(const Block& block, Picoseconds now) {
    --outstanding_[block.channel];
    ++ended_;
    if (ended_ == traffic_.reads / 5) from_ = now;
    if (ended_ == traffic_.reads) to_ = now;
    const bool measured = ended_ > traffic_.reads / 5;
    if (measured) block_latencies_.record(now - block.entry);
    if (--block.token->left == 0 && measured) token_latencies_.record(now - block.token->entry);
  }

  HbmCore core_;
  const HbmTraffic traffic_;
  TokenSource source_;
  const int pseudo_channels_;
  std::deque<Block> blocks_;
  std::deque<Token> tokens_;
  TokenSource::Token token_;
  std::size_t next_ = 0;
  std::map<int, int> outstanding_;
  std::multimap<Picoseconds, Block*> ends_;
  std::int64_t ended_ = 0;
  Picoseconds from_ = 0;
  Picoseconds to_ = 0;
  LatencyRecorder block_latencies_;
  LatencyRecorder token_latencies_;
};

void check_same(const LatencySummary& a, const LatencySummary& b) {
  CHECK(a.mean == b.mean);
  CHECK(a.p50 == b.p50);
  CHECK(a.p95 == b.p95);
  CHECK(a.p99 == b.p99);
}

std::vector<HbmTraffic> assorted_traffic() {
  std::vector<HbmTraffic> all;
  for (const TrafficPattern pattern :
       {TrafficPattern::kSequential, TrafficPattern::kRandom, TrafficPattern::kMixed}) {
    for (const Bytes token : {Bytes(48), Bytes(64), Bytes(1152), Bytes(4096)}) {
      for (const int queue : {0, 3}) {
        HbmTraffic traffic;
        traffic.pattern = pattern;
        traffic.token_bytes = token;
        traffic.window = queue == 0 ? 100 : 64;
        traffic.reads = 8000;
        traffic.front_end_queue = queue;
        all.push_back(traffic);
      }
    }
  }
  return all;
}

TEST_CASE("the window, its line and its figures are what a plain loop gives", "[traffic]") {
  for (const HbmTraffic& traffic : assorted_traffic()) {
    INFO(word_of(traffic.pattern) << ", tokens of " << traffic.token_bytes << " B, line at "
                                  << traffic.front_end_queue);
    const HbmTrafficResult result = run_hbm_traffic(memory(), traffic);
    const HbmTrafficResult naive = NaiveTraffic(memory(), traffic).run();
    CHECK(result.bandwidth_gbps == Approx(naive.bandwidth_gbps));
    check_same(result.block_latency_ns, naive.block_latency_ns);
    check_same(result.token_latency_ns, naive.token_latency_ns);
  }
}

TEST_CASE("every block ends once, with all of its bursts", "[traffic]") {
  for (HbmTraffic traffic : assorted_traffic()) {
    traffic.gap_ns = traffic.token_bytes == 1152 ? 100 : 0;
    INFO(word_of(traffic.pattern) << ", tokens of " << traffic.token_bytes << " B");
    const HbmTrafficResult result = run_hbm_traffic(memory(), traffic);
    CHECK(result.row_hits + result.row_misses == 2 * result.blocks);
    CHECK(result.blocks >= traffic.reads);
    CHECK(result.blocks < traffic.reads + traffic.window);
    CHECK(result.fraction_of_peak > 0);
    CHECK(result.fraction_of_peak <= 1);
    CHECK(result.fraction_of_peak == Approx(result.bandwidth_gbps / 819.2));
    CHECK(result.block_latency_ns.p50 <= result.block_latency_ns.p95);
    CHECK(result.block_latency_ns.p95 <= result.block_latency_ns.p99);
    CHECK(result.simulated_ns > 0);
  }
}

TEST_CASE("one block at a time takes its own latency, and then the gap", "[traffic]") {
  const HbmConfig config = without_refresh(memory());
  const double idle = to_ns(idle_latency(config, 0, 64, false));
  HbmTraffic traffic;
  traffic.window = 1;
  traffic.reads = 5000;
  // Few rows are met twice in this much memory, but most banks are, with another row open.
  const HbmTrafficResult without_gap = run_hbm_traffic(config, traffic);
  CHECK(without_gap.block_latency_ns.mean >= idle);
  CHECK(without_gap.bandwidth_gbps ==
        Approx(64 / without_gap.block_latency_ns.mean).epsilon(0.001));
  traffic.gap_ns = 1000;
  const HbmTrafficResult with_gap = run_hbm_traffic(config, traffic);
  CHECK(with_gap.block_latency_ns.mean < without_gap.block_latency_ns.mean + 1);
  CHECK(with_gap.bandwidth_gbps ==
        Approx(64 / (with_gap.block_latency_ns.mean + 1000)).epsilon(0.02));
}

TEST_CASE("gaps leave the addresses alone", "[traffic]") {
  // With one row per bank every burst but the first of a bank is a hit, whatever the times; the
  // misses then count the banks that the addresses met.
  HbmConfig config = without_refresh(memory());
  config.organisation.rows = 1;
  HbmTraffic traffic;
  traffic.window = 1;
  traffic.reads = 300;
  const HbmTrafficResult result = run_hbm_traffic(config, traffic);
  traffic.gap_ns = 50;
  const HbmTrafficResult with_gap = run_hbm_traffic(config, traffic);
  CHECK(result.row_misses > 100);
  CHECK(result.blocks == 300);
  CHECK(with_gap.blocks == 300);
  CHECK(with_gap.row_misses == result.row_misses);
}

TEST_CASE("the same traffic gives the same figures, another seed others", "[traffic]") {
  HbmTraffic traffic;
  traffic.reads = 20000;
  const HbmTrafficResult first = run_hbm_traffic(memory(), traffic);
  const HbmTrafficResult second = run_hbm_traffic(memory(), traffic);
  CHECK(first.simulated_ns == second.simulated_ns);
  CHECK(first.row_misses == second.row_misses);
  check_same(first.block_latency_ns, second.block_latency_ns);
  traffic.seed = 2;
  const HbmTrafficResult other = run_hbm_traffic(memory(), traffic);
  CHECK(other.block_latency_ns.mean != first.block_latency_ns.mean);
  CHECK(other.bandwidth_gbps == Approx(first.bandwidth_gbps).epsilon(0.05));
}

TEST_CASE("a line of one block per channel gives a channel no two at once", "[traffic]") {
  const HbmConfig one = one_channel(without_refresh(hbm3_config()));
  HbmTraffic traffic;
  traffic.pattern = TrafficPattern::kSequential;
  traffic.reads = 5000;
  traffic.window = 1;
  const HbmTrafficResult alone = run_hbm_traffic(one, traffic);
  traffic.window = 16;
  traffic.front_end_queue = 1;
  const HbmTrafficResult lined_up = run_hbm_traffic(one, traffic);
  CHECK(lined_up.bandwidth_gbps == Approx(alone.bandwidth_gbps).epsilon(0.001));
  CHECK(lined_up.block_latency_ns.mean == Approx(16 * alone.block_latency_ns.mean).epsilon(0.01));
}

TEST_CASE("traffic that cannot be run is refused by the member that is wrong", "[traffic]") {
  const auto refusal = [](auto&& change) {
    HbmTraffic traffic;
    change(traffic);
    return error_of([&] { run_hbm_traffic(memory(), traffic); });
  };
  CHECK_THAT(refusal([](HbmTraffic& t) { t.window = 0; }), Contains("window is 0"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.token_bytes = 0; }), Contains("token_bytes is 0"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.token_bytes = 24; }), Contains("multiple of 16"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.token_bytes = 32 * kGiB; }),
             Contains("token_bytes") && Contains("the memory has"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.reads = 5 * 256 - 1; }), Contains("1280 to"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.reads = 1'000'000'000; }), Contains("reads"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.gap_ns = -1; }), Contains("gap_ns is -1"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.gap_ns = std::nan(""); }), Contains("gap_ns"));
  CHECK_THAT(refusal([](HbmTraffic& t) { t.front_end_queue = -1; }), Contains("front_end_queue"));
  CHECK(refusal([](HbmTraffic& t) { t.reads = 5 * 256; }) == "<no error>");
}

}  // namespace
}  // namespace dsavp

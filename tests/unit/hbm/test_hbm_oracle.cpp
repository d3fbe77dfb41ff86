// Against two independent models: single requests against a record of commands, exactly, and loads
// of reads against a scheduler that is stepped clock by clock, in bandwidth.
#include <fmt/format.h>

#include "tests/unit/hbm/cycle_controller.h"
#include "tests/unit/hbm/dram_oracle.h"
#include "tests/unit/hbm/hbm_random.h"

namespace dsavp {
namespace {

using namespace hbm_test;

// ---- single requests -----------------------------------------------------------------------

// With several rows it is a matter of the scheduler which goes first.
bool in_one_row(const AddressMapping& mapping, const TestRequest& request) {
  const DramPlace first = mapping.decode(request.address);
  for (Address at = request.address / 32 * 32; at < request.address + request.bytes; at += 32) {
    const DramPlace place = mapping.decode(at);
    if (place.pseudo_channel != first.pseudo_channel || place.bank != first.bank ||
        place.row != first.row) {
      return false;
    }
  }
  return true;
}

TEST_CASE("requests one at a time take what the commands take", "[hbm][core][oracle]") {
  const unsigned seed = GENERATE(range(0u, 40u));
  RandomCases cases(seed);
  HbmConfig config = without_refresh(cases.memory());
  config.controller_ns = 0;  // the next request comes right behind the last byte
  INFO("seed " << seed << ": " << describe_memory(config));
  HbmCore core(config);
  DramOracle oracle(config);
  std::size_t different = 0;
  Picoseconds now = 0;
  Picoseconds last = 0;
  for (TestRequest request : cases.close_requests(config, 400)) {
    if (!in_one_row(core.mapping(), request)) continue;
    now += request.arrival - last;
    last = request.arrival;
    const Picoseconds expected = oracle.serve(now, request.address, request.bytes, request.write);
    request.arrival = now;
    now = drive(core, {request}).front().finish;
    different += now != expected;
  }
  CHECK(different == 0);
}

// ---- loads ---------------------------------------------------------------------------------

struct Memory {
  std::string name;
  HbmConfig config;
};

std::vector<Memory> memories() {
  std::vector<Memory> all;
  for (const bool hbm3 : {false, true}) {
    for (const int pseudo_channels : {1, 2}) {
      for (const int stack_ids : {1, 2}) {
        HbmConfig config =
            one_channel(hbm3 ? hbm3_config() : hbm2_config(), pseudo_channels, stack_ids);
        config.refresh_phase = RefreshPhase::kTogether;
        config.controller_ns = 0;
        // 256 B per pseudo-channel.
        config.mapping = {{Field::kColumn, 8}, {Field::kPseudoChannel, pseudo_channels},
                          {Field::kColumn, 4}, {Field::kBankGroup, 4},
                          {Field::kBank, 4},   {Field::kStackId, stack_ids},
                          {Field::kRow, 16384}};
        all.push_back(
            {fmt::format("{}, {} pc, {} SID", config.standard, pseudo_channels, stack_ids),
             config});
      }
    }
  }
  return all;
}

std::vector<TestRequest> strided(Bytes count, Bytes bytes, Bytes stride) {
  std::vector<TestRequest> reads;
  for (Bytes i = 0; i < count; ++i) reads.push_back({0, i * stride, bytes, false});
  return reads;
}

std::vector<TestRequest> mixed_sizes(const HbmConfig& config, std::size_t count) {
  RandomCases cases(5);
  std::vector<TestRequest> reads = random_reads(config, count, 2048, 32, 0, 5);
  for (TestRequest& read : reads) read.bytes = Bytes(32) << cases.below(7);
  return reads;
}

struct Load {
  std::string name;
  std::vector<TestRequest> reads;
};

std::vector<Load> loads(const HbmConfig& config) {
  return {{"random 32 B", random_reads(config, 4000, 32, 32, 0, 1)},
          {"random 64 B", random_reads(config, 4000, 64, 64, 0, 2)},
          {"random 512 B", random_reads(config, 1500, 512, 512, 0, 3)},
          {"random 1 KiB", random_reads(config, 800, 1024, 1024, 0, 4)},
          {"mixed sizes", mixed_sizes(config, 1500)},
          {"sequential 64 B", strided(8000, 64, 64)},
          {"sequential 512 B", strided(1500, 512, 512)},
          {"stride 4 KiB + 64 B", strided(4000, 64, 4160)},
          {"one bank's rows", strided(1000, 64,
                                      config.organisation.banks_per_pseudo_channel() *
                                          config.organisation.pseudo_channels * 1024)}};
}

struct Comparison {
  double sum = 0;
  double worst = 0;
  int count = 0;
  std::string table;

  void add(const std::string& name, double expected, double found) {
    const double error = found / expected - 1;
    sum += std::abs(error);
    worst = std::max(worst, std::abs(error));
    ++count;
    table +=
        fmt::format("{}\n  {:.2f} {:.2f} GB/s {:+.1f} %\n", name, expected, found, error * 100);
  }
};

void compare(Comparison& all, const std::string& name, const HbmConfig& config, const Load& load,
             std::size_t outstanding) {
  CycleController oracle(config);
  const std::vector<Clocks> ends = oracle.run(load.reads, outstanding);
  const Picoseconds end = *std::max_element(ends.begin(), ends.end()) * config.timing.clock_ps;
  all.add(fmt::format("{}, {}, {} outstanding", name, load.name, outstanding),
          double(total_bytes(load.reads)) / to_ns(end),
          bandwidth_gbps(config, load.reads, outstanding));
}

TEST_CASE("loads of reads get a clocked scheduler's bandwidth", "[hbm][core][oracle][long]") {
  Comparison all;
  for (const Memory& memory : memories()) {
    for (const bool refreshing : {true, false}) {
      for (const PagePolicy policy : {PagePolicy::kOpen, PagePolicy::kClosed}) {
        for (const int window : {32, 128}) {
          HbmConfig config = with_page_policy(memory.config, policy);
          if (!refreshing) config = without_refresh(config);
          config.scheduler_window = window;
          const std::string name = fmt::format("{}, {}{}, window {}", memory.name, word_of(policy),
                                               refreshing ? ", refresh" : "", window);
          for (const Load& load : loads(config)) compare(all, name, config, load, 64);
        }
      }
    }
  }
  INFO(all.table);
  // The worst are windows of a row or two, whose places are given back several at a time.
  CHECK(all.worst < 0.12);
  CHECK(all.sum / all.count < 0.03);
  WARN(fmt::format("{} loads: off by {:.1f} % on average, {:.1f} % at most", all.count,
                   all.sum / all.count * 100, all.worst * 100));
}

}  // namespace
}  // namespace dsavp

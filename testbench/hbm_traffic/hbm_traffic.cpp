#include "testbench/hbm_traffic/hbm_traffic.h"

#include <fmt/format.h>

#include <chrono>
#include <stdexcept>

#include "testbench/hbm_traffic/traffic_driver.h"

namespace dsavp {
namespace {

constexpr int kMostBlocks = 1 << 20;
constexpr std::int64_t kMostReads = 100'000'000;

void require(bool holds, const char* member, const std::string& problem) {
  if (!holds) throw std::invalid_argument(fmt::format("{} {}", member, problem));
}

void check(const HbmTraffic& traffic, Bytes capacity) {
  require(traffic.window >= 1 && traffic.window <= kMostBlocks, "window",
          fmt::format("is {}, expected 1 to {} blocks", traffic.window, kMostBlocks));
  require(traffic.token_bytes >= 16 && traffic.token_bytes % 16 == 0, "token_bytes",
          fmt::format("is {} B, expected a multiple of 16 B", traffic.token_bytes));
  require(traffic.token_bytes <= capacity / kTrafficBlockBytes * kTrafficBlockBytes, "token_bytes",
          fmt::format("is {} B, but the memory has {} B", traffic.token_bytes, capacity));
  const std::int64_t least = 5 * std::int64_t{traffic.window};
  require(traffic.reads >= least && traffic.reads <= kMostReads, "reads",
          fmt::format("is {}, expected {} to {}: at least 5 per block of the window, since the "
                      "first fifth has to fill it",
                      traffic.reads, least, kMostReads));
  require(traffic.gap_ns >= 0 && traffic.gap_ns <= 1e9, "gap_ns",
          fmt::format("is {}, expected 0 to 1e9 ns", traffic.gap_ns));
  require(
      traffic.front_end_queue >= 0 && traffic.front_end_queue <= kMostBlocks, "front_end_queue",
      fmt::format("is {}, expected 0 (none) to {} blocks", traffic.front_end_queue, kMostBlocks));
}

}  // namespace

HbmTrafficResult run_hbm_traffic(const HbmConfig& config, const HbmTraffic& traffic) {
  HbmCore core(config);
  check(traffic, core.capacity());
  const DramOrganisation& o = config.organisation;
  const auto start = std::chrono::steady_clock::now();
  TrafficDriver driver(core, traffic, o.pseudo_channels, o.stacks * o.channels);
  HbmTrafficResult result = driver.run();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  result.host_seconds = taken.count();
  result.blocks_per_second = double(result.blocks) / result.host_seconds;
  return result;
}

}  // namespace dsavp

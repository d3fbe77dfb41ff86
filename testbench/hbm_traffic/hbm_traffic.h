// Traffic for the HBM core alone: blocks of 64 B, a fixed number of them outstanding, in the
// patterns in which cycle-level DRAM simulators are measured.
//
// The loop is closed: a block that has ended is replaced at once, or after a gap, by the next of
// the pattern. Blocks belong to tokens, whose blocks follow each other. What is read does not
// depend on when: one seed, one sequence of addresses. Reads only; no LLC and no interconnect.
//
//   sequential  tokens side by side, from address 0 and round again
//   random      tokens at uniformly random multiples of their size
//   mixed       alternately the one and the other
//
// Latencies run from a block's or token's entry into the window to its last byte back. The first
// fifth of the reads warm up and are not measured; the measurement ends while the window is full.
// Errors: std::invalid_argument; what is wrong with a member of HbmTraffic starts with its name.
#pragma once

#include <cstdint>
#include <utility>

#include "models/hbm/hbm_config.h"

namespace dsavp {

constexpr Bytes kTrafficBlockBytes = 64;

enum class TrafficPattern { kSequential, kRandom, kMixed };

template <>
struct EnumWords<TrafficPattern> {
  static constexpr std::pair<TrafficPattern, const char*> kWords[] = {
      {TrafficPattern::kSequential, "sequential"},
      {TrafficPattern::kRandom, "random"},
      {TrafficPattern::kMixed, "mixed"},
  };
};

struct HbmTraffic {
  TrafficPattern pattern = TrafficPattern::kRandom;
  Bytes token_bytes = 64;        // a multiple of 16; a token's blocks are those that it touches
  int window = 256;              // blocks outstanding over the whole memory
  std::int64_t reads = 1000000;  // blocks: a run should last many tREFI
  std::uint64_t seed = 1;
  // From a block's end to the entry of the one that replaces it: uniform from half to one and a
  // half of this, so that it keeps no step with refresh. A window of 1 gives idle latencies.
  double gap_ns = 0;
  // Not 0: blocks enter the memory in order, and the first waits while the channel that it goes to
  // has this many outstanding. Waiting blocks are in the window.
  int front_end_queue = 0;
};

// Nearest-rank percentiles; all 0 if nothing ended while it was measured.
struct LatencySummary {
  double mean = 0;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
};

struct HbmTrafficResult {
  double fraction_of_peak = 0;
  double bandwidth_gbps = 0;
  LatencySummary block_latency_ns;
  LatencySummary token_latency_ns;
  // The rest is of the whole run, until the last block has ended.
  std::int64_t row_hits = 0;    // bursts that found their row open
  std::int64_t row_misses = 0;  // bursts that waited for an activation
  std::int64_t refreshes = 0;
  std::int64_t blocks = 0;
  double simulated_ns = 0;
  double host_seconds = 0;
  double blocks_per_second = 0;  // of the host's time
};

HbmTrafficResult run_hbm_traffic(const HbmConfig& config, const HbmTraffic& traffic);

}  // namespace dsavp

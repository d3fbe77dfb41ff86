// One run of traffic: the window's blocks, the order in which they enter the memory, and what is
// measured of them. See hbm_traffic.h.
//
// A block has one of `window` slots for good: it enters, is in the line or in the memory, ends,
// and gives the slot to the next. Nothing is allocated while it runs.
#pragma once

#include <random>
#include <vector>

#include "models/common/ring_queue.h"
#include "models/common/timed_queue.h"
#include "models/hbm/hbm_core.h"
#include "testbench/hbm_traffic/latency_recorder.h"
#include "testbench/hbm_traffic/nearly_sorted_queue.h"
#include "testbench/hbm_traffic/token_source.h"

namespace dsavp {

class TrafficDriver {
 public:
  // `traffic` has been checked.
  TrafficDriver(HbmCore& core, const HbmTraffic& traffic, int pseudo_channels, int channels);

  // Runs until the measurement is over and the memory is empty. Fills all of the result but the
  // host's figures.
  HbmTrafficResult run();

 private:
  using Slot = std::uint32_t;
  struct Block {
    Picoseconds entry = 0;
    Address address = 0;
    std::uint32_t token = 0;
    int channel = 0;
  };
  struct Token {
    Picoseconds entry = 0;
    std::int64_t blocks_left = 0;
  };

  bool measuring() const { return ended_ > warm_up_; }
  void advance_to(Picoseconds now);
  void advance_core(Picoseconds now);
  void end_blocks(Picoseconds now);
  void end_block(Slot slot, Picoseconds now);
  void end_token(std::uint32_t token, Picoseconds now);
  void enter(Slot slot, Picoseconds now);
  void begin_token(Picoseconds now);
  void submit_line(Picoseconds now);
  void submit(Slot slot, Picoseconds now);
  Picoseconds gap();
  HbmTrafficResult drain();

  HbmCore& core_;
  const HbmTraffic traffic_;
  const int pseudo_channels_;  // per channel
  const std::int64_t warm_up_;
  const bool tokens_are_blocks_;
  TokenSource source_;
  std::mt19937_64 gaps_;  // of its own, so that gaps leave the addresses alone

  std::vector<Block> blocks_;  // by slot
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> free_tokens_;
  std::uint32_t entering_token_ = 0;
  TokenSource::Token entering_;  // what is still to enter of it
  RingQueue<Slot> line_;
  std::vector<int> in_channel_;  // blocks outstanding
  NearlySortedQueue<Slot> ends_;
  TimedQueue<Slot> entries_;  // after their gap

  std::int64_t submitted_ = 0;
  std::int64_t ended_ = 0;
  Picoseconds measured_from_ = 0;
  Picoseconds measured_to_ = 0;
  Picoseconds last_end_ = 0;
  LatencyRecorder block_latencies_;
  LatencyRecorder token_latencies_;
};

}  // namespace dsavp

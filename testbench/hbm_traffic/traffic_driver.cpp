#include "testbench/hbm_traffic/traffic_driver.h"

#include <algorithm>

namespace dsavp {

TrafficDriver::TrafficDriver(HbmCore& core, const HbmTraffic& traffic, int pseudo_channels,
                             int channels)
    : core_(core),
      traffic_(traffic),
      pseudo_channels_(pseudo_channels),
      warm_up_(traffic.reads / 5),
      tokens_are_blocks_(kTrafficBlockBytes % traffic.token_bytes == 0),
      source_(traffic, core.capacity()),
      gaps_(~traffic.seed),
      blocks_(static_cast<std::size_t>(traffic.window)),
      tokens_(blocks_.size() + 1),
      in_channel_(static_cast<std::size_t>(channels)),
      ends_(blocks_.size()),
      block_latencies_(traffic.reads),
      token_latencies_(tokens_are_blocks_ ? 0 : traffic.reads) {
  for (std::uint32_t token = 0; token < tokens_.size(); ++token) free_tokens_.push_back(token);
  for (Slot slot = 0; slot < blocks_.size(); ++slot) entries_.push(0, slot);
}

HbmTrafficResult TrafficDriver::run() {
  while (ended_ < traffic_.reads) {
    advance_to(std::min({core_.next_event(), ends_.next_time(), entries_.next_time()}));
  }
  return drain();
}

void TrafficDriver::advance_to(Picoseconds now) {
  advance_core(now);
  end_blocks(now);
  while (entries_.next_time() <= now) enter(entries_.pop(), now);
  submit_line(now);
}

void TrafficDriver::advance_core(Picoseconds now) {
  for (const HbmCompletion& completion : core_.advance(now)) {
    ends_.push(completion.finish,
               static_cast<Slot>(static_cast<Block*>(completion.cookie) - blocks_.data()));
    last_end_ = std::max(last_end_, completion.finish);
  }
}

void TrafficDriver::end_blocks(Picoseconds now) {
  while (ends_.next_time() <= now) {
    const Slot slot = ends_.pop();
    end_block(slot, now);
    if (ended_ == traffic_.reads) return;
    if (traffic_.gap_ns > 0) {
      entries_.push(now + gap(), slot);
    } else {
      enter(slot, now);
    }
  }
}

void TrafficDriver::end_block(Slot slot, Picoseconds now) {
  const Block& block = blocks_[slot];
  --in_channel_[block.channel];
  ++ended_;
  if (ended_ == warm_up_) measured_from_ = now;
  if (ended_ == traffic_.reads) measured_to_ = now;
  if (measuring()) block_latencies_.record(now - block.entry);
  if (--tokens_[block.token].blocks_left == 0) end_token(block.token, now);
}

void TrafficDriver::end_token(std::uint32_t token, Picoseconds now) {
  if (measuring() && !tokens_are_blocks_) token_latencies_.record(now - tokens_[token].entry);
  free_tokens_.push_back(token);
}

void TrafficDriver::enter(Slot slot, Picoseconds now) {
  if (entering_.blocks == 0) begin_token(now);
  Block& block = blocks_[slot];
  block.entry = now;
  block.address = entering_.first_block;
  block.token = entering_token_;
  entering_.first_block += kTrafficBlockBytes;
  --entering_.blocks;
  if (traffic_.front_end_queue > 0) {
    block.channel = core_.mapping().decode(block.address).pseudo_channel / pseudo_channels_;
    line_.push(slot);
  } else {
    submit(slot, now);
  }
}

void TrafficDriver::begin_token(Picoseconds now) {
  entering_ = source_.next();
  entering_token_ = free_tokens_.back();
  free_tokens_.pop_back();
  tokens_[entering_token_] = {now, entering_.blocks};
}

void TrafficDriver::submit_line(Picoseconds now) {
  while (!line_.empty()) {
    const Slot first = line_.front();
    if (in_channel_[blocks_[first].channel] >= traffic_.front_end_queue) return;
    submit(line_.pop(), now);
  }
}

void TrafficDriver::submit(Slot slot, Picoseconds now) {
  Block& block = blocks_[slot];
  ++in_channel_[block.channel];
  ++submitted_;
  core_.submit(now, block.address, kTrafficBlockBytes, false, &block);
}

Picoseconds TrafficDriver::gap() {
  std::uniform_real_distribution<double> share(0.5, 1.5);
  return from_ns(traffic_.gap_ns * share(gaps_));
}

// The blocks still in flight are no part of the measurement, but of the counters.
HbmTrafficResult TrafficDriver::drain() {
  while (core_.in_flight() > 0) advance_core(core_.next_event());
  const DramCounters counters = core_.counters(last_end_);
  HbmTrafficResult result;
  const double bytes = double(traffic_.reads - warm_up_) * double(kTrafficBlockBytes);
  const double peak = core_.peak_gbps();
  // Blocks that were in flight when the measurement began can lift a short one over the peak.
  result.bandwidth_gbps = std::min(peak, bytes / to_ns(measured_to_ - measured_from_));
  result.fraction_of_peak = result.bandwidth_gbps / peak;
  result.block_latency_ns = block_latencies_.summarise();
  result.token_latency_ns =
      tokens_are_blocks_ ? result.block_latency_ns : token_latencies_.summarise();
  result.row_hits = counters.row_hits;
  result.row_misses = counters.row_misses;
  result.refreshes = counters.refreshes;
  result.blocks = submitted_;
  result.simulated_ns = to_ns(last_end_);
  return result;
}

}  // namespace dsavp

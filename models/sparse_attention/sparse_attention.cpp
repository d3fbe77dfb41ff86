#include "models/sparse_attention/sparse_attention.h"

#include <algorithm>

namespace dsavp {

TokenReads token_reads(const SparseAttentionConfig& config, Bytes token_bytes) {
  TokenReads reads;
  if (config.lanes == 0) return reads;
  const auto lanes = static_cast<Bytes>(config.lanes);
  const auto lane_bytes = static_cast<Bytes>(config.lane_bytes);
  reads.piece_bytes = lanes * lane_bytes * static_cast<Bytes>(config.loads_per_lane);
  if (config.reads_in_flight == 1) return reads;  // blocking: one token, however narrow
  Bytes of_a_token = 1;
  while (of_a_token < lanes && of_a_token * lane_bytes < token_bytes) of_a_token *= 2;
  reads.tokens_per_turn = std::max(1, static_cast<int>(lanes / of_a_token));
  return reads;
}

SparseAttention::SparseAttention(const sc_core::sc_module_name& name,
                                 const SparseAttentionConfig& config, PayloadPool& pool,
                                 RunStatus& status, Abstraction abstraction)
    : ReadUnit(name, pool, status, abstraction),
      config_(config),
      chunks_(config.stream.chunk_bytes) {}

void SparseAttention::add_set(Address window_base, const std::int32_t* tokens, std::size_t count,
                              int request) {
  streams_ = false;
  sets_.push_back({window_base, tokens, count, request});
}

void SparseAttention::add_stream(const Extent& kv) {
  if (!streams_given_) chunks_.restart();
  streams_ = streams_given_ = true;
  chunks_.add(kv);
}

ReadPacing SparseAttention::token_pacing() const {
  const TokenReads reads = token_reads(config_, token_bytes_);
  ReadPacing pacing;
  pacing.in_flight = config_.reads_in_flight * reads.tokens_per_turn;
  pacing.reads_per_turn = reads.tokens_per_turn;
  pacing.piece_bytes = reads.piece_bytes;
  pacing.issue_interval = from_ns(config_.issue_interval_ns);
  pacing.lead = from_ns(config_.index_load_ns);
  return pacing;
}

ReadPacing SparseAttention::stream_pacing() const {
  ReadPacing pacing;
  pacing.in_flight = config_.stream.chunks_in_flight;
  return pacing;
}

void SparseAttention::start(Bytes token_bytes, double flops_per_token, int layer,
                            Picoseconds dispatched_at) {
  set_ = token_ = 0;
  streams_given_ = false;
  token_bytes_ = token_bytes;
  token_time_ = static_cast<Picoseconds>(flops_per_token / config_.tflops + 0.5);
  ReadPacing pacing = streams_ ? stream_pacing() : token_pacing();
  pacing.dispatch =
      std::max<Picoseconds>(0, dispatched_at + from_ns(config_.dispatch_ns) - now_ps()) +
      from_ns(config_.start_up_ns);
  pacing.tail = from_ns(config_.output_ns);
  start_job(pacing, layer);
}

Picoseconds SparseAttention::compute_time(Bytes bytes) const {
  if (!streams_) return token_time_;
  return static_cast<Picoseconds>(double(token_time_) * double(bytes) / double(token_bytes_));
}

bool SparseAttention::next_read(Read& read) {
  if (streams_) return chunks_.next(read);
  while (set_ < sets_.size() && token_ == sets_[set_].count) {
    ++set_;
    token_ = 0;
  }
  if (set_ == sets_.size()) {
    sets_.clear();
    set_ = 0;
    return false;
  }
  const Set& set = sets_[set_];
  read.address = set.base + static_cast<Bytes>(set.tokens[token_++]) * token_bytes_;
  read.bytes = token_bytes_;
  read.request = set.request;
  return true;
}

}  // namespace dsavp

// The sparse-attention engine: gathers the announced tokens' KV and computes attention on them.
//
// Modelled: tokens in set order, request after request, a bounded number in flight (1 is the
// paper's blocking misses), a pause between turns, a load of each token's index before its data, a
// dispatch and a start-up time before the first and an output time after the last; computation per
// token as its KV arrives.
// With lanes given, a worker is a GPU's warp: it reads lanes x lane_bytes x loads_per_lane of its
// token at once, in one transaction, and the next piece when that has come. A token that does not
// fill the lanes takes the smallest power of two of them that covers it, and as many tokens as then
// fit share the worker's turn. Without lanes a token is one transaction.
// A job may be streams instead: KV that lies side by side, read in chunks, with no index to be loaded.
// Left out: that a warp's tokens end together, and how workers share issue slots.
// Errors: none of its own; an error response ends the run.
#pragma once

#include <vector>

#include "models/common/describe.h"
#include "models/common/read_unit.h"
#include "models/common/stream.h"

namespace dsavp {

struct SparseAttentionConfig {
  int reads_in_flight = 1;
  int lanes = 0;
  int lane_bytes = 16;
  int loads_per_lane = 1;
  double issue_interval_ns = 0;
  double index_load_ns = 0;
  double dispatch_ns = 0;
  double start_up_ns = 0;
  double output_ns = 0;
  double tflops = 0;
  StreamConfig stream{kMiB, 8};
};

template <class Visitor>
void describe(Visitor& v, SparseAttentionConfig& c) {
  v.integer("reads_in_flight", c.reads_in_flight, {1, 1 << 20}, "tokens",
            "KV token reads outstanding, or of workers that have a token each where tokens fill "
            "their lanes; 1: each miss blocks the next",
            Need::kRequired);
  v.integer("lanes", c.lanes, {0, 1024}, "",
            "lanes that read a worker's token together; 0: a token is one transaction");
  v.integer("lane_bytes", c.lane_bytes, {1, 4096}, "B", "bytes of one lane's load");
  v.integer("loads_per_lane", c.loads_per_lane, {1, 1024}, "",
            "loads of one lane in flight; the next ones wait for their data");
  v.real("issue_interval_ns", c.issue_interval_ns, {0, 1e6}, "ns",
         "from one worker's turn to the next one's");
  v.real("index_load_ns", c.index_load_ns, {0, 1e6}, "ns",
         "load of a token's index before its data is read (a GPU's kernel has one per token)");
  v.real("dispatch_ns", c.dispatch_ns, {0, 1e6}, "ns", "start of a gather to its kernel's");
  v.real("start_up_ns", c.start_up_ns, {0, 1e6}, "ns", "kernel's start to the first token's turn");
  v.real("output_ns", c.output_ns, {0, 1e6}, "ns", "last token's arithmetic to the layer's output");
  v.real("tflops", c.tflops, {1e-3, 1e6}, "TFLOP/s", "effective rate of attention arithmetic",
         Need::kRequired);
  v.section("stream", c.stream, "how KV that lies side by side is read (workload.attention)");
}

// How tokens of `token_bytes` are read.
struct TokenReads {
  Bytes piece_bytes = 0;    // of one transaction; 0: the whole token
  int tokens_per_turn = 1;  // that share a worker
};
TokenReads token_reads(const SparseAttentionConfig& config, Bytes token_bytes);

class SparseAttention : public ReadUnit {
 public:
  SparseAttention(const sc_core::sc_module_name& name, const SparseAttentionConfig& config,
                  PayloadPool& pool, RunStatus& status,
                  Abstraction abstraction = Abstraction::kApproximatelyTimed);

  // A job's sets are added one per request, then gathered together. `tokens` must outlive the job.
  void add_set(Address window_base, const std::int32_t* tokens, std::size_t count, int request);
  // Or KV that lies side by side; a job has either.
  void add_stream(const Extent& kv);
  // The dispatch began at `dispatched_at`, now or before.
  void start(Bytes token_bytes, double flops_per_token, int layer, Picoseconds dispatched_at);

 private:
  struct Set {
    Address base;
    const std::int32_t* tokens;
    std::size_t count;
    int request;
  };

  bool next_read(Read& read) override;
  Picoseconds compute_time(Bytes bytes) const override;
  ReadPacing token_pacing() const;
  ReadPacing stream_pacing() const;

  const SparseAttentionConfig config_;
  std::vector<Set> sets_;
  ChunkedStream chunks_;
  bool streams_ = false;        // the job's reads are chunks
  bool streams_given_ = false;  // of a job that has not started
  std::size_t set_ = 0;
  std::size_t token_ = 0;
  Bytes token_bytes_ = 0;
  Picoseconds token_time_ = 0;
};

}  // namespace dsavp

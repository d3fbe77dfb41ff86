// The sparse-attention engine: gathers the announced tokens' KV and computes attention on them.
//
// Modelled: one transaction per token, in set order, request after request, with a bounded number
// in flight (1 is the paper's blocking misses), a pause between issues, a load of each token's index
// before its data, a dispatch time before the first and an output time after the last; computation
// per token as its KV arrives.
// Left out: how a token's bytes spread over lanes.
#pragma once

#include <vector>

#include "models/common/describe.h"
#include "models/common/read_unit.h"

namespace dsavp {

struct SparseAttentionConfig {
  int reads_in_flight = 1;
  double issue_interval_ns = 0;
  double index_load_ns = 0;
  double dispatch_ns = 0;
  double output_ns = 0;
  double tflops = 0;
};

template <class Visitor>
void describe(Visitor& v, SparseAttentionConfig& c) {
  v.integer("reads_in_flight", c.reads_in_flight, {1, 1 << 20}, "tokens",
            "KV token reads outstanding; 1: each miss blocks the next", Need::kRequired);
  v.real("issue_interval_ns", c.issue_interval_ns, {0, 1e6}, "ns", "from one read to the next");
  v.real("index_load_ns", c.index_load_ns, {0, 1e6}, "ns",
         "load of a token's index before its data is read (a GPU's kernel has one per token)");
  v.real("dispatch_ns", c.dispatch_ns, {0, 1e6}, "ns", "start of a gather to its first token");
  v.real("output_ns", c.output_ns, {0, 1e6}, "ns", "last token's arithmetic to the layer's output");
  v.real("tflops", c.tflops, {1e-3, 1e6}, "TFLOP/s", "effective rate of attention arithmetic",
         Need::kRequired);
}

class SparseAttention : public ReadUnit {
 public:
  SparseAttention(const sc_core::sc_module_name& name, const SparseAttentionConfig& config,
                  PayloadPool& pool, RunStatus& status);

  // A job's sets are added one per request, then gathered together. `tokens` must outlive the job.
  void add_set(Address window_base, const std::int32_t* tokens, std::size_t count, int request);
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
  Picoseconds compute_time(Bytes) const override { return token_time_; }

  const SparseAttentionConfig config_;
  std::vector<Set> sets_;
  std::size_t set_ = 0;
  std::size_t token_ = 0;
  Bytes token_bytes_ = 0;
  Picoseconds token_time_ = 0;
};

}  // namespace dsavp

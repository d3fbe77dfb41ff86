// The indexer unit: scores every cached indexer key of each request against the query and selects
// the top-k.
//
// Modelled: the scan of context x key_bytes per request, read in chunks; the score sum over heads
// of w * relu(q . k), 2 * heads * dim operations per key (DeepSeek-V3.2's lightning indexer) at an
// effective rate overlapped with the reads; a selection cost, fixed plus per key. The selected list
// itself comes from the trace.
// Left out: the query projection (part of the weights) and the list's own traffic on its way to the
// engine, beyond its announcement.
#pragma once

#include "models/common/describe.h"
#include "models/common/read_unit.h"
#include "models/common/stream.h"

namespace dsavp {

struct IndexerConfig {
  StreamConfig stream;
  double tflops = 0;
  double dispatch_ns = 0;
  double select_ns = 0;
  double select_ps_per_key = 0;
};

template <class Visitor>
void describe(Visitor& v, IndexerConfig& c) {
  v.section("stream", c.stream, "how indexer keys are read");
  v.real("tflops", c.tflops, {1e-3, 1e6}, "TFLOP/s", "effective rate of scoring", Need::kRequired);
  v.real("dispatch_ns", c.dispatch_ns, {0, 1e6}, "ns", "start of a scan to its first read");
  v.real("select_ns", c.select_ns, {0, 1e6}, "ns", "top-k selection, fixed part");
  v.real("select_ps_per_key", c.select_ps_per_key, {0, 1e6}, "ps",
         "top-k selection, for each key scored");
}

class Indexer : public ReadUnit {
 public:
  Indexer(const sc_core::sc_module_name& name, const IndexerConfig& config, PayloadPool& pool,
          RunStatus& status, Abstraction abstraction = Abstraction::kApproximatelyTimed);

  // A job's scans are added one per request, then started together.
  void add_scan(const Extent& keys, std::int64_t key_count);
  void start(double flops_per_key, Bytes key_bytes, int layer);

 private:
  bool next_read(Read& read) override { return chunks_.next(read); }
  Picoseconds compute_time(Bytes bytes) const override {
    return static_cast<Picoseconds>(double(bytes) * ps_per_byte_);
  }

  const IndexerConfig config_;
  ChunkedStream chunks_;
  std::int64_t keys_ = 0;
  double ps_per_byte_ = 0;
};

}  // namespace dsavp

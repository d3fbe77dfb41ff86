// Streams a layer's weights from memory and multiplies them with the batch's activations as they
// arrive: projections, FFN or active experts, by size.
//
// Modelled: bytes in chunks, chunks in flight, compute at an effective rate overlapped with the
// reads.
// Left out: activations' own traffic (KiB per layer) and kernel boundaries within a stream.
#pragma once

#include "models/common/describe.h"
#include "models/common/read_unit.h"
#include "models/common/stream.h"

namespace dsavp {

struct WeightStreamerConfig {
  StreamConfig stream;
  double tflops = 0;
  double dispatch_ns = 0;
};

template <class Visitor>
void describe(Visitor& v, WeightStreamerConfig& c) {
  v.section("stream", c.stream, "how weights are read");
  v.real("tflops", c.tflops, {1e-3, 1e6}, "TFLOP/s", "effective rate of matrix-vector products",
         Need::kRequired);
  v.real("dispatch_ns", c.dispatch_ns, {0, 1e6}, "ns", "start of a stream to its first read");
}

class WeightStreamer : public ReadUnit {
 public:
  WeightStreamer(const sc_core::sc_module_name& name, const WeightStreamerConfig& config,
                 PayloadPool& pool, RunStatus& status,
                 Abstraction abstraction = Abstraction::kApproximatelyTimed);

  // Streams `weights`, on which `flops` operations are done in all.
  void start(const Extent& weights, double flops, int layer);

 private:
  bool next_read(Read& read) override { return chunks_.next(read); }
  Picoseconds compute_time(Bytes bytes) const override {
    return static_cast<Picoseconds>(double(bytes) * ps_per_byte_);
  }

  const WeightStreamerConfig config_;
  ChunkedStream chunks_;
  double ps_per_byte_ = 0;
};

}  // namespace dsavp

#include "models/weight_streamer/weight_streamer.h"

namespace dsavp {

WeightStreamer::WeightStreamer(const sc_core::sc_module_name& name,
                               const WeightStreamerConfig& config, PayloadPool& pool,
                               RunStatus& status, Abstraction abstraction)
    : ReadUnit(name, pool, status, abstraction),
      config_(config),
      chunks_(config.stream.chunk_bytes) {}

void WeightStreamer::start(const Extent& weights, double flops, int layer) {
  chunks_.restart();
  chunks_.add(weights);
  ps_per_byte_ = weights.bytes == 0 ? 0 : flops / config_.tflops / double(weights.bytes);
  ReadPacing pacing;
  pacing.in_flight = config_.stream.chunks_in_flight;
  pacing.dispatch = from_ns(config_.dispatch_ns);
  start_job(pacing, layer);
}

}  // namespace dsavp

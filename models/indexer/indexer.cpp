#include "models/indexer/indexer.h"

namespace dsavp {

Indexer::Indexer(const sc_core::sc_module_name& name, const IndexerConfig& config,
                 PayloadPool& pool, RunStatus& status, Abstraction abstraction)
    : ReadUnit(name, pool, status, abstraction),
      config_(config),
      chunks_(config.stream.chunk_bytes) {}

void Indexer::add_scan(const Extent& keys, std::int64_t key_count) {
  if (keys_ == 0) chunks_.restart();
  chunks_.add(keys);
  keys_ += key_count;
}

void Indexer::start(double flops_per_key, Bytes key_bytes, int layer) {
  ps_per_byte_ = flops_per_key / config_.tflops / double(key_bytes);
  ReadPacing pacing;
  pacing.in_flight = config_.stream.chunks_in_flight;
  pacing.dispatch = from_ns(config_.dispatch_ns);
  pacing.tail = from_ns(config_.select_ns) +
                static_cast<Picoseconds>(config_.select_ps_per_key * double(keys_));
  keys_ = 0;
  start_job(pacing, layer);
}

}  // namespace dsavp

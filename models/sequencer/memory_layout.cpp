#include "models/sequencer/memory_layout.h"

#include <fmt/format.h>

#include <limits>
#include <stdexcept>

namespace dsavp {

MemoryLayout::MemoryLayout(const ModelShape& shape, int layers, int requests,
                           std::int64_t context_capacity, Bytes memory_bytes)
    : requests_(requests), context_capacity_(context_capacity) {
  for (int layer = 0; layer < layers; ++layer) {
    const Bytes before = shape.weights_before_gather(layer).bytes;
    const Bytes after = shape.weights_after_gather(layer).bytes;
    before_.push_back({place(before), before, -1});
    after_.push_back({place(after), after, -1});
  }
  const Bytes weights = next_;
  const auto tokens = static_cast<Bytes>(context_capacity);
  for (int i = 0; i < layers * requests; ++i) kv_.push_back(place(tokens * shape.kv_bytes()));
  const Bytes kv = next_ - weights;
  for (int layer = 0; layer < layers; ++layer) {
    const bool own_keys = shape.runs_indexer(layer);
    for (int i = 0; i < requests; ++i) {
      keys_.push_back(own_keys ? place(tokens * shape.key_bytes()) : 0);
    }
  }
  if (next_ > memory_bytes) {
    throw std::invalid_argument(fmt::format(
        "the memory of {} B does not hold the {} B of weights, {} B of KV and {} B of indexer keys "
        "of {} layers and {} requests",
        memory_bytes, weights, kv, next_ - weights - kv, layers, requests));
  }
}

Address MemoryLayout::place(Bytes bytes) {
  const Address base = next_;
  const Bytes aligned = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  // What exceeds all addresses exceeds every memory: it is not to begin again at 0.
  constexpr Bytes kMost = std::numeric_limits<Bytes>::max();
  next_ = aligned > kMost - base ? kMost : base + aligned;
  return base;
}

}  // namespace dsavp

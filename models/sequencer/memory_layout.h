// Where software puts things in the HBM: each layer's weights, then each layer's and request's KV
// tokens, then their indexer keys, one after the other at kAlignment.
//
// A request's KV of one layer is contiguous in token order (no pages), with room for
// `context_capacity` tokens. Layers that share an indexer have no keys of their own.
// Errors: std::invalid_argument when it does not fit, with what each part needs.
#pragma once

#include <vector>

#include "models/common/stream.h"
#include "models/sequencer/model_config.h"

namespace dsavp {

class MemoryLayout {
 public:
  MemoryLayout(const ModelShape& shape, int layers, int requests, std::int64_t context_capacity,
               Bytes memory_bytes);

  const Extent& weights_before_gather(int layer) const { return before_[layer]; }
  const Extent& weights_after_gather(int layer) const { return after_[layer]; }
  Address kv_base(int layer, int request) const { return kv_[index(layer, request)]; }
  Address key_base(int layer, int request) const { return keys_[index(layer, request)]; }
  Bytes bytes() const { return next_; }
  std::int64_t context_capacity() const { return context_capacity_; }

 private:
  static constexpr Bytes kAlignment = 4096;

  std::size_t index(int layer, int request) const {
    return static_cast<std::size_t>(layer) * requests_ + request;
  }
  Address place(Bytes bytes);

  const std::size_t requests_;
  const std::int64_t context_capacity_;
  Bytes next_ = 0;
  std::vector<Extent> before_;
  std::vector<Extent> after_;
  std::vector<Address> kv_;
  std::vector<Address> keys_;
};

}  // namespace dsavp

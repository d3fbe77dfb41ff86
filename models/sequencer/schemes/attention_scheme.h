// What a layer's attention reads: which parts of the layer's program a scheme has, and the reads that
// it gives the engine.
#pragma once

#include <cstdint>

#include "models/sequencer/decode_step.h"
#include "models/sparse_attention/sparse_attention.h"

namespace dsavp {

// A request's KV of one layer, in token order.
struct KvOfRequest {
  Address base = 0;
  Bytes token_bytes = 0;
  std::int64_t context = 0;  // tokens that exist
  int request = 0;
};

class AttentionScheme {
 public:
  virtual ~AttentionScheme() = default;

  // Whether an indexer chooses tokens: it has weights and keys, and runs before the gather.
  virtual bool has_indexer() const = 0;
  // Whether single tokens are read, of which a reservation keeps some.
  virtual bool reads_tokens() const = 0;
  // `chosen` is the indexer's list; empty if there is none. It outlives the engine's job.
  virtual void add_reads(SparseAttention& engine, const KvOfRequest& kv,
                         const TokenSet& chosen) const = 0;
};

}  // namespace dsavp

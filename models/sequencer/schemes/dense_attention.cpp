// Dense attention: no indexer, and all KV of the context is read as a stream.
#include "models/sequencer/scheme_list.h"

namespace dsavp {
namespace {

class DenseScheme final : public AttentionScheme {
 public:
  bool has_indexer() const override { return false; }
  bool reads_tokens() const override { return false; }
  void add_reads(SparseAttention& engine, const KvOfRequest& kv, const TokenSet&) const override {
    engine.add_stream({kv.base, static_cast<Bytes>(kv.context) * kv.token_bytes, kv.request});
  }
};

}  // namespace

std::unique_ptr<AttentionScheme> make_dense_attention() {
  return std::make_unique<DenseScheme>();
}

}  // namespace dsavp

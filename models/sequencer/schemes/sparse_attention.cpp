// Dynamic sparse attention: the tokens that the indexer chose, each read where it lies.
#include "models/sequencer/scheme_list.h"

namespace dsavp {
namespace {

class SparseScheme final : public AttentionScheme {
 public:
  bool has_indexer() const override { return true; }
  bool reads_tokens() const override { return true; }
  void add_reads(SparseAttention& engine, const KvOfRequest& kv,
                 const TokenSet& chosen) const override {
    engine.add_set(kv.base, chosen.tokens, chosen.count, kv.request);
  }
};

}  // namespace

std::unique_ptr<AttentionScheme> make_sparse_attention() {
  return std::make_unique<SparseScheme>();
}

}  // namespace dsavp

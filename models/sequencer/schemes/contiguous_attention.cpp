// As many tokens as the indexer chose, but lying side by side and read as one stream: what the gather
// would cost if its tokens were not scattered. It is the baseline of arXiv 2603.13430, table 4 ("one
// efficient read of the whole top-k chunk"). The latest tokens stand for them.
#include "models/sequencer/scheme_list.h"

namespace dsavp {
namespace {

class ContiguousScheme final : public AttentionScheme {
 public:
  bool has_indexer() const override { return true; }
  bool reads_tokens() const override { return false; }
  void add_reads(SparseAttention& engine, const KvOfRequest& kv,
                 const TokenSet& chosen) const override {
    const Bytes bytes = chosen.count * kv.token_bytes;
    const Bytes end = kv.base + static_cast<Bytes>(kv.context) * kv.token_bytes;
    engine.add_stream({end - bytes, bytes, kv.request});
  }
};

}  // namespace

std::unique_ptr<AttentionScheme> make_contiguous_attention() {
  return std::make_unique<ContiguousScheme>();
}

}  // namespace dsavp

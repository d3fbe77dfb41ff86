// An LLM's shape, and what one decode step of one layer moves and computes on one GPU.
//
// Weights per layer by the usual shapes: grouped-query attention hidden*(heads*dim) for Q and O and
// hidden*(kv*dim) for K and V; multi-head latent attention with its low-rank projections; SwiGLU
// FFN 3*hidden*width; of a mixture of experts the router and the experts that a step's tokens need.
// The indexer's projections are added to the layers that run it. Tensor parallelism divides the
// attention and FFN weights and the KV heads; latent KV and the indexer are replicated, as serving
// engines do, since every GPU needs the whole of them.
// Left out: norms, embeddings and the output head (outside the layers), activations.
// Errors: std::invalid_argument naming the keys that contradict each other.
#pragma once

#include <string>
#include <utility>

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

enum class AttentionKind { kGqa, kMla };

template <>
struct EnumWords<AttentionKind> {
  static constexpr std::pair<AttentionKind, const char*> kWords[] = {
      {AttentionKind::kGqa, "gqa"},
      {AttentionKind::kMla, "mla"},
  };
};

struct AttentionShape {
  AttentionKind kind = AttentionKind::kGqa;
  int query_heads = 0;
  int kv_heads = 1;
  int head_dim = 0;
  int value_dim = 0;
  int rope_dim = 0;
  int kv_lora = 0;
  int q_lora = 0;
  Bytes kv_bytes = 0;
};

template <class Visitor>
void describe(Visitor& v, AttentionShape& c) {
  const IntegerLimits dim{0, 1 << 20};
  v.choice("kind", c.kind, "gqa: grouped queries; mla: latent KV", Need::kRequired);
  v.integer("query_heads", c.query_heads, {1, 4096}, "", "query heads", Need::kRequired);
  v.integer("kv_heads", c.kv_heads, {1, 4096}, "", "KV heads (gqa)");
  v.integer("head_dim", c.head_dim, {1, 1 << 16}, "",
            "dimension of a head; for mla without the RoPE part", Need::kRequired);
  v.integer("value_dim", c.value_dim, dim, "", "dimension of a value head (mla); 0: head_dim");
  v.integer("rope_dim", c.rope_dim, dim, "", "RoPE part of a head (mla)");
  v.integer("kv_lora", c.kv_lora, dim, "", "rank of the latent KV (mla)");
  v.integer("q_lora", c.q_lora, dim, "", "rank of the query projection (mla); 0: full");
  v.bytes("kv_bytes", c.kv_bytes, {1, 1 << 20}, "KV of one token and layer, all heads",
          Need::kRequired);
}

struct FfnShape {
  int width = 0;
  int dense_layers = 0;
  int experts = 0;
  int active_experts = 0;
  int shared_experts = 0;
  int expert_width = 0;
};

template <class Visitor>
void describe(Visitor& v, FfnShape& c) {
  v.integer("width", c.width, {0, 1 << 24}, "", "intermediate size of dense layers",
            Need::kRequired);
  v.integer("dense_layers", c.dense_layers, {0, 4096}, "",
            "leading layers without experts (if there are experts)");
  v.integer("experts", c.experts, {0, 1 << 16}, "", "routed experts; 0: all layers dense");
  v.integer("active_experts", c.active_experts, {0, 1 << 16}, "", "routed experts per token");
  v.integer("shared_experts", c.shared_experts, {0, 1024}, "", "experts that every token uses");
  v.integer("expert_width", c.expert_width, {0, 1 << 24}, "", "intermediate size of an expert");
}

struct IndexerShape {
  int heads = 0;
  int dim = 0;
  Bytes key_bytes = 0;
  int share_period = 1;
  int share_offset = 0;
};

template <class Visitor>
void describe(Visitor& v, IndexerShape& c) {
  v.integer("heads", c.heads, {1, 4096}, "", "indexer heads", Need::kRequired);
  v.integer("dim", c.dim, {1, 1 << 16}, "", "dimension of an indexer head", Need::kRequired);
  v.bytes("key_bytes", c.key_bytes, {1, 1 << 20}, "indexer key of one token and layer",
          Need::kRequired);
  v.integer("share_period", c.share_period, {1, 4096}, "layers",
            "a layer runs the indexer if max(layer - share_offset + 1, 0) mod share_period is 0; "
            "the others use the nearest earlier list");
  v.integer("share_offset", c.share_offset, {0, 4096}, "layers", "see share_period");
}

struct ModelConfig {
  std::string name;
  int layers = 0;
  int hidden = 0;
  int bytes_per_weight = 2;
  AttentionShape attention;
  FfnShape ffn;
  IndexerShape indexer;
};

template <class Visitor>
void describe(Visitor& v, ModelConfig& c) {
  v.text("name", c.name, "name of the model, for reports", Need::kRequired);
  v.integer("layers", c.layers, {1, 4096}, "", "layers of the whole model", Need::kRequired);
  v.integer("hidden", c.hidden, {1, 1 << 20}, "", "hidden size", Need::kRequired);
  v.integer("bytes_per_weight", c.bytes_per_weight, {1, 4}, "B", "BF16: 2, FP8: 1");
  v.section("attention", c.attention, "attention and its KV");
  v.section("ffn", c.ffn, "feed-forward layers");
  v.section("indexer", c.indexer, "the indexer that selects the top-k");
}

// One part of a layer's weights, streamed in one go.
struct WeightShare {
  Bytes bytes = 0;
  double flops = 0;  // for the whole batch
};

class ModelShape {
 public:
  // Without an indexer no layer runs one or has its weights: dense attention.
  ModelShape(const ModelConfig& model, int tensor_parallel, int batch, bool has_indexer = true);

  // Q, K, V and, where the layer runs it, indexer projections: needed before the gather.
  WeightShare weights_before_gather(int layer) const;
  // Output projection and FFN or experts.
  WeightShare weights_after_gather(int layer) const;

  Bytes kv_bytes() const { return kv_bytes_; }
  Bytes key_bytes() const { return model_.indexer.key_bytes; }
  double attention_flops_per_token() const;
  double indexer_flops_per_key() const;
  bool runs_indexer(int layer) const;
  // The layer whose list `layer` uses: itself if it runs the indexer, or if there is none.
  int index_source(int layer) const;

 private:
  WeightShare share(double sharded_parameters, double replicated_parameters) const;
  double expected_experts() const;

  const ModelConfig model_;
  const int tensor_parallel_;
  const int batch_;
  const bool has_indexer_;
  Bytes kv_bytes_ = 0;
};

}  // namespace dsavp

#include <cmath>
#include <stdexcept>

#include "models/sequencer/model_config.h"

namespace dsavp {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

void check(const ModelConfig& m, int tensor_parallel) {
  const AttentionShape& a = m.attention;
  require(a.query_heads % tensor_parallel == 0,
          "workload.tensor_parallel does not divide model.attention.query_heads");
  if (a.kind == AttentionKind::kGqa) {
    require(a.kv_heads % tensor_parallel == 0 || tensor_parallel % a.kv_heads == 0,
            "workload.tensor_parallel and model.attention.kv_heads do not divide each other");
    require(a.kv_bytes % static_cast<Bytes>(a.kv_heads) == 0,
            "model.attention.kv_bytes is no multiple of model.attention.kv_heads");
  } else {
    require(a.kv_lora > 0 && a.rope_dim > 0,
            "model.attention.kind mla needs model.attention.kv_lora and rope_dim");
  }
  const FfnShape& f = m.ffn;
  require(f.experts == 0 || (f.active_experts > 0 && f.active_experts <= f.experts),
          "model.ffn.active_experts must be 1 to model.ffn.experts");
  require(f.experts == 0 || f.expert_width > 0, "model.ffn.expert_width is missing");
  require(f.experts > 0 || f.width > 0, "model.ffn.width is missing");
}

}  // namespace

ModelShape::ModelShape(const ModelConfig& model, int tensor_parallel, int batch, bool has_indexer)
    : model_(model), tensor_parallel_(tensor_parallel), batch_(batch), has_indexer_(has_indexer) {
  check(model, tensor_parallel);
  const AttentionShape& a = model.attention;
  const int kv_shares = a.kind == AttentionKind::kGqa ? std::min(a.kv_heads, tensor_parallel) : 1;
  kv_bytes_ = a.kv_bytes / static_cast<Bytes>(kv_shares);
}

WeightShare ModelShape::share(double sharded, double replicated) const {
  const double parameters = sharded / tensor_parallel_ + replicated;
  WeightShare result;
  result.bytes =
      static_cast<Bytes>(std::llround(parameters)) * static_cast<Bytes>(model_.bytes_per_weight);
  result.flops = 2.0 * parameters * batch_;
  return result;
}

WeightShare ModelShape::weights_before_gather(int layer) const {
  const AttentionShape& a = model_.attention;
  const double hidden = model_.hidden;
  const double heads = a.query_heads;
  double parameters;
  double query_input = hidden;
  if (a.kind == AttentionKind::kGqa) {
    parameters = hidden * (heads * a.head_dim + 2.0 * a.kv_heads * a.head_dim);
  } else {
    const double head = a.head_dim + a.rope_dim;
    if (a.q_lora > 0) query_input = a.q_lora;
    parameters = (a.q_lora > 0 ? hidden * a.q_lora : 0) + query_input * heads * head +
                 hidden * (a.kv_lora + a.rope_dim) + heads * a.head_dim * a.kv_lora;
  }
  double indexer = 0;
  if (runs_indexer(layer)) {
    const IndexerShape& i = model_.indexer;
    indexer = query_input * i.heads * i.dim + hidden * i.dim + hidden * i.heads;
  }
  return share(parameters, indexer);
}

WeightShare ModelShape::weights_after_gather(int layer) const {
  const AttentionShape& a = model_.attention;
  const FfnShape& f = model_.ffn;
  const double hidden = model_.hidden;
  const double heads = a.query_heads;
  const int value_dim = a.value_dim > 0 ? a.value_dim : a.head_dim;
  double output = heads * value_dim * hidden;
  if (a.kind == AttentionKind::kMla) output += heads * value_dim * a.kv_lora;
  if (f.experts == 0 || layer < f.dense_layers) return share(output + 3.0 * hidden * f.width, 0);

  const double expert = 3.0 * hidden * f.expert_width;
  const double router = hidden * f.experts;
  WeightShare result = share(output + (expected_experts() + f.shared_experts) * expert + router, 0);
  // Each token computes with its own experts only, however many the batch reads.
  result.flops = 2.0 * batch_ / tensor_parallel_ *
                 (output + (f.active_experts + f.shared_experts) * expert + router);
  return result;
}

// How many different experts a batch reads, if each token's are drawn evenly.
double ModelShape::expected_experts() const {
  const double all = model_.ffn.experts;
  return all * (1 - std::pow(1 - model_.ffn.active_experts / all, batch_));
}

double ModelShape::attention_flops_per_token() const {
  const AttentionShape& a = model_.attention;
  const double heads = double(a.query_heads) / tensor_parallel_;
  const double per_head =
      a.kind == AttentionKind::kGqa ? 2.0 * a.head_dim : 2.0 * a.kv_lora + a.rope_dim;
  return 2.0 * heads * per_head;
}

double ModelShape::indexer_flops_per_key() const {
  return 2.0 * model_.indexer.heads * model_.indexer.dim;
}

bool ModelShape::runs_indexer(int layer) const {
  if (!has_indexer_) return false;
  return std::max(layer - model_.indexer.share_offset + 1, 0) % model_.indexer.share_period == 0 ||
         layer == 0;
}

int ModelShape::index_source(int layer) const {
  while (has_indexer_ && !runs_indexer(layer)) --layer;
  return layer;
}

}  // namespace dsavp

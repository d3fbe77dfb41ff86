// Bytes and operations per layer against the published shapes, and the memory layout.
#include <catch2/catch.hpp>

#include "models/sequencer/memory_layout.h"

namespace dsavp {
namespace {

ModelConfig llama_70b() {
  ModelConfig m;
  m.name = "llama";
  m.layers = 80;
  m.hidden = 8192;
  m.attention.kind = AttentionKind::kGqa;
  m.attention.query_heads = 64;
  m.attention.kv_heads = 8;
  m.attention.head_dim = 128;
  m.attention.kv_bytes = 4096;
  m.ffn.width = 28672;
  m.indexer = {4, 64, 128, 1, 0};
  return m;
}

ModelConfig deepseek() {
  ModelConfig m;
  m.name = "deepseek";
  m.layers = 61;
  m.hidden = 7168;
  m.bytes_per_weight = 1;
  m.attention.kind = AttentionKind::kMla;
  m.attention.query_heads = 128;
  m.attention.head_dim = 128;
  m.attention.value_dim = 128;
  m.attention.rope_dim = 64;
  m.attention.kv_lora = 512;
  m.attention.q_lora = 1536;
  m.attention.kv_bytes = 656;
  m.ffn = {18432, 3, 256, 8, 1, 2048};
  m.indexer = {64, 128, 132, 1, 0};
  return m;
}

Bytes layer_bytes(const ModelShape& shape, int layer) {
  return shape.weights_before_gather(layer).bytes + shape.weights_after_gather(layer).bytes;
}

}  // namespace

TEST_CASE("Llama-3.1-70B's layer is 1.71 GB and an eighth of it at TP8, beside the indexer") {
  const double indexer = 2.0 * 8192 * (4 * 64 + 64 + 4);
  const double attention = 2.0 * (2.0 * 8192 * 8192 + 2.0 * 8192 * 1024);
  const double ffn = 2.0 * 3 * 8192 * 28672;
  CHECK(attention == Approx(0.30e9).epsilon(0.01));
  CHECK(ffn == Approx(1.41e9).epsilon(0.01));
  const ModelShape whole(llama_70b(), 1, 1);
  const ModelShape eighth(llama_70b(), 8, 1);
  CHECK(double(layer_bytes(whole, 0)) == Approx(attention + ffn + indexer));
  CHECK(double(layer_bytes(eighth, 0)) == Approx((attention + ffn) / 8 + indexer));
}

TEST_CASE("KV per token is divided by tensor parallelism down to one head, latent KV is not") {
  CHECK(ModelShape(llama_70b(), 1, 1).kv_bytes() == 4096);
  CHECK(ModelShape(llama_70b(), 8, 1).kv_bytes() == 512);
  CHECK(ModelShape(llama_70b(), 16, 1).kv_bytes() == 512);
  CHECK(ModelShape(deepseek(), 8, 1).kv_bytes() == 656);
}

TEST_CASE("DeepSeek-V3.2's parameters add up to the published 671 billion when all experts count") {
  ModelConfig all = deepseek();
  all.ffn.active_experts = all.ffn.experts;  // every expert read
  const ModelShape shape(all, 1, 1);
  double total = 2.0 * 129280 * 7168;  // embeddings and head, which no layer holds
  for (int layer = 0; layer < all.layers; ++layer) total += double(layer_bytes(shape, layer));
  CHECK(total == Approx(671e9).epsilon(0.01));
}

TEST_CASE("a batch reads more experts than one request, and never more than there are") {
  const Bytes one = layer_bytes(ModelShape(deepseek(), 1, 1), 10);
  const Bytes two = layer_bytes(ModelShape(deepseek(), 1, 2), 10);
  const Bytes many = layer_bytes(ModelShape(deepseek(), 1, 4096), 10);
  const double expert = 3.0 * 7168 * 2048;
  CHECK(double(two - one) == Approx(expert * (8.0 - 64.0 / 256)).epsilon(1e-6));
  CHECK(double(many - one) == Approx(expert * 248).epsilon(1e-6));
  // Layers before the experts are the same for every batch.
  CHECK(layer_bytes(ModelShape(deepseek(), 1, 1), 0) ==
        layer_bytes(ModelShape(deepseek(), 1, 8), 0));
}

TEST_CASE("operations are two per weight and token") {
  const WeightShare share = ModelShape(llama_70b(), 8, 3).weights_after_gather(5);
  CHECK(share.flops == Approx(double(share.bytes) / 2 * 2 * 3));
}

TEST_CASE("GLM-5.2's sharing rule runs 21 of 78 indexers") {
  ModelConfig m = deepseek();
  m.layers = 78;
  m.indexer.share_period = 4;
  m.indexer.share_offset = 3;
  const ModelShape shape(m, 1, 1);
  int runs = 0;
  for (int layer = 0; layer < 78; ++layer) {
    runs += shape.runs_indexer(layer);
    CHECK(shape.runs_indexer(shape.index_source(layer)));
    CHECK(shape.index_source(layer) <= layer);
    CHECK(layer - shape.index_source(layer) < 4);
  }
  CHECK(runs == 21);
}

TEST_CASE("shapes that contradict themselves are refused with the keys' names") {
  ModelConfig m = llama_70b();
  CHECK_THROWS_WITH(ModelShape(m, 3, 1), Catch::Contains("model.attention.query_heads"));
  m.attention.kv_bytes = 4097;
  CHECK_THROWS_WITH(ModelShape(m, 1, 1), Catch::Contains("model.attention.kv_bytes"));
  ModelConfig moe = deepseek();
  moe.ffn.active_experts = 300;
  CHECK_THROWS_WITH(ModelShape(moe, 1, 1), Catch::Contains("model.ffn.active_experts"));
  moe = deepseek();
  moe.attention.kv_lora = 0;
  CHECK_THROWS_WITH(ModelShape(moe, 1, 1), Catch::Contains("model.attention.kv_lora"));
}

TEST_CASE("the layout's regions lie apart and inside the memory") {
  const ModelShape shape(llama_70b(), 8, 2);
  const MemoryLayout layout(shape, 4, 2, 1000, 80 * kGiB);
  std::vector<std::pair<Address, Address>> regions;
  for (int layer = 0; layer < 4; ++layer) {
    const Extent& before = layout.weights_before_gather(layer);
    const Extent& after = layout.weights_after_gather(layer);
    regions.emplace_back(before.base, before.base + before.bytes);
    regions.emplace_back(after.base, after.base + after.bytes);
    for (int request = 0; request < 2; ++request) {
      const Address kv = layout.kv_base(layer, request);
      const Address keys = layout.key_base(layer, request);
      regions.emplace_back(kv, kv + 1000 * 512);
      regions.emplace_back(keys, keys + 1000 * 128);
    }
  }
  std::sort(regions.begin(), regions.end());
  for (std::size_t i = 1; i < regions.size(); ++i) {
    CHECK(regions[i - 1].second <= regions[i].first);
  }
  CHECK(regions.back().second <= layout.bytes());
  CHECK_THROWS_WITH(MemoryLayout(shape, 4, 2, 1000, layout.bytes() - 1),
                    Catch::Contains("does not hold"));
}

// 65,536 requests of 2^31 tokens of 1 MiB are 2^67 B: cut to 64 bits, that would be nothing.
TEST_CASE("what exceeds all addresses does not fit either") {
  ModelConfig m = llama_70b();
  m.attention.kv_bytes = 1 << 20;
  const ModelShape shape(m, 1, 1);
  CHECK_THROWS_WITH(MemoryLayout(shape, 1, 1 << 16, std::int64_t{1} << 31, ~Bytes{0} - 1),
                    Catch::Contains("does not hold"));
}

}  // namespace dsavp

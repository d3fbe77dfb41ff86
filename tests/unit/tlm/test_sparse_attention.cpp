// The engine on a memory of constant latency, where the time of a gather has a closed form.
#include <catch2/catch.hpp>
#include <numeric>
#include <vector>

#include "models/sparse_attention/sparse_attention.h"
#include "tests/support/simulation.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test::sparse_attention_test {
namespace {

constexpr Picoseconds kMemory = 300 * kNs;
constexpr Picoseconds kInterval = 2 * kNs;
constexpr Picoseconds kIndex = 100 * kNs;
constexpr Picoseconds kBefore = 1050 * kNs;  // dispatch and start-up

SparseAttentionConfig warps(int workers, int loads_per_lane) {
  SparseAttentionConfig config;
  config.reads_in_flight = workers;
  config.lanes = 32;
  config.loads_per_lane = loads_per_lane;
  config.issue_interval_ns = 2;
  config.index_load_ns = 100;
  config.dispatch_ns = 1000;
  config.start_up_ns = 50;
  config.output_ns = 500;
  config.tflops = 100;
  return config;
}

struct Gathered {
  Picoseconds data = 0;  // to the last byte
  Picoseconds end = 0;
  std::size_t transactions = 0;
  std::size_t most_inside = 0;
  std::int64_t reads = 0;
  Bytes bytes = 0;
  Bytes largest = 0;
  ActivityTime time;
};

Gathered gather(const SparseAttentionConfig& config, int tokens, Bytes token_bytes) {
  const Json json = test::simulate([&]() -> Json {
    PayloadPool pool(1 << 16, 1 << 20);
    RunStatus status;
    SparseAttention engine("engine", config, pool, status);
    ForeignTarget memory("memory", Answers::kEndReq, kMemory);
    CheckedSockets sockets;
    sockets.bind(engine.port, memory.socket);
    std::vector<std::int32_t> list(static_cast<std::size_t>(tokens));
    std::iota(list.begin(), list.end(), 0);
    Json answer;
    Thread thread("thread", [&] {
      engine.add_set(0, list.data(), list.size(), 0);
      engine.start(token_bytes, 0, 0, now_ps());
      sc_core::wait(engine.done());
      Bytes largest = 0;
      for (const auto& seen : memory.seen()) largest = std::max(largest, seen.bytes);
      const ActivityTime time = engine.time(now_ps());
      answer = {engine.last_data(),
                now_ps(),
                memory.seen().size(),
                memory.most_inside(),
                engine.reads(),
                engine.bytes(),
                largest,
                time.busy,
                time.stalled,
                time.idle,
                pool.in_use()};
    });
    sc_core::sc_start();
    sockets.finish();
    return answer;
  });
  REQUIRE(json[10] == 0);
  Gathered g;
  g.data = json[0];
  g.end = json[1];
  g.transactions = json[2];
  g.most_inside = json[3];
  g.reads = json[4];
  g.bytes = json[5];
  g.largest = json[6];
  g.time = {json[7], json[8], json[9]};
  return g;
}

Picoseconds rounds(Bytes token_bytes, Bytes piece) {
  return static_cast<Picoseconds>((token_bytes + piece - 1) / piece);
}

}  // namespace

TEST_CASE("a token's pieces follow each other, tokens overlap", "[tlm][sparse_attention]") {
  const Bytes bytes = GENERATE(512, 1024, 1152, 2048, 4096, 8192, 8208);
  const int loads = GENERATE(1, 2, 8);
  const int tokens = GENERATE(1, 7, 64);
  CAPTURE(bytes, loads, tokens);
  const auto piece = static_cast<Bytes>(512 * loads);
  const Gathered g = gather(warps(64, loads), tokens, bytes);
  const Picoseconds one = kIndex + rounds(bytes, piece) * kMemory;
  CHECK(g.data == kBefore + (tokens - 1) * kInterval + one);
  CHECK(g.end == g.data + 500 * kNs);
  CHECK(g.transactions == static_cast<std::size_t>(tokens * rounds(bytes, piece)));
  CHECK(g.largest == std::min(bytes, piece));
  CHECK(g.reads == tokens);
  CHECK(g.bytes == static_cast<Bytes>(tokens) * bytes);
  CHECK(g.time.busy + g.time.stalled + g.time.idle == g.end);
}

TEST_CASE("narrow tokens share a worker's turn", "[tlm][sparse_attention]") {
  const auto [bytes, share] = GENERATE(table<Bytes, int>(
      {{16, 32}, {32, 16}, {48, 8}, {128, 4}, {144, 2}, {256, 2}, {272, 1}, {512, 1}}));
  CAPTURE(bytes, share);
  constexpr int kTokens = 64;
  const Gathered g = gather(warps(64, 2), kTokens, bytes);
  const int turns = kTokens / share;
  CHECK(g.data == kBefore + (turns - 1) * kInterval + kIndex + kMemory);
  CHECK(g.transactions == kTokens);
}

TEST_CASE("a worker takes its next token when it is done with one", "[tlm][sparse_attention]") {
  SparseAttentionConfig config = warps(4, 2);
  config.issue_interval_ns = 0;
  const Bytes bytes = GENERATE(512, 2048);
  const Gathered g = gather(config, 40, bytes);
  CHECK(g.data == kBefore + 10 * (kIndex + rounds(bytes, 1024) * kMemory));
  CHECK(g.most_inside == 4);
  // Of 128 B, each worker has four at a time.
  const Gathered narrow = gather(config, 48, 128);
  CHECK(narrow.data == kBefore + 3 * (kIndex + kMemory));
  CHECK(narrow.most_inside == 16);
}

TEST_CASE("one read in flight blocks the next, however narrow", "[tlm][sparse_attention]") {
  const Bytes bytes = GENERATE(16, 128, 512, 3072);
  const Gathered g = gather(warps(1, 2), 10, bytes);
  CHECK(g.most_inside == 1);
  CHECK(g.data == kBefore + 10 * (kIndex + rounds(bytes, 1024) * kMemory));
}

TEST_CASE("without lanes a token is one transaction", "[tlm][sparse_attention]") {
  SparseAttentionConfig config = warps(8, 2);
  config.lanes = 0;
  const Bytes bytes = GENERATE(16, 512, 8192);
  const Gathered g = gather(config, 8, bytes);
  CHECK(g.transactions == 8);
  CHECK(g.largest == bytes);
  CHECK(g.data == kBefore + 7 * kInterval + kIndex + kMemory);
}

TEST_CASE("more bytes or more tokens never take less time", "[tlm][sparse_attention]") {
  const int workers = GENERATE(1, 3, 100);
  Picoseconds narrower = 0;
  for (const Bytes bytes : {512, 528, 1024, 1152, 2048, 4096}) {
    Picoseconds fewer = 0;
    for (const int tokens : {1, 2, 3, 10, 50}) {
      const Picoseconds time = gather(warps(workers, 2), tokens, bytes).data;
      CHECK(time >= fewer);
      fewer = time;
    }
    CHECK(fewer >= narrower);
    narrower = fewer;
  }
}

}  // namespace dsavp::tlm_test::sparse_attention_test

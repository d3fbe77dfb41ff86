// The units and the sequencer as initiators, each alone before a target written with tlm_utils only,
// which answers in each way of the base protocol, out of order and with little room; the figures are
// counted by hand. How the cache and the interconnect take foreign targets is tested with them.
#include <catch2/catch.hpp>
#include <numeric>

#include "models/sequencer/sequencer.h"
#include "tests/support/simulation.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test {
namespace {

constexpr int kLayers = 3;
constexpr int kBatch = 2;
constexpr int kSteps = 2;
constexpr std::int64_t kContext = 700;  // of the first step; one more in each
constexpr Bytes kKvBytes = 512;
constexpr Bytes kKeyBytes = 64;
constexpr Address kRegisters = Address{1} << 48;

ModelConfig small_model() {
  ModelConfig model;
  model.layers = kLayers;
  model.hidden = 128;
  model.attention.query_heads = 4;
  model.attention.kv_heads = 1;
  model.attention.head_dim = 64;
  model.attention.kv_bytes = kKvBytes;
  model.ffn.width = 256;
  model.indexer.heads = 2;
  model.indexer.dim = 32;
  model.indexer.key_bytes = kKeyBytes;
  return model;
}

// Each layer and request reads a list of its own length.
class Lists : public StepSource {
 public:
  bool next() override { return ++step_ < kSteps; }
  std::int64_t context(int) const override { return kContext + step_; }
  TokenSet top_k(int layer, int request) const override {
    return {tokens_.data(), length(layer, request)};
  }
  static std::size_t length(int layer, int request) {
    return static_cast<std::size_t>(20 + 7 * layer + 3 * request);
  }

 private:
  static std::vector<std::int32_t> counting() {
    std::vector<std::int32_t> tokens(100);
    std::iota(tokens.begin(), tokens.end(), 3);
    return tokens;
  }
  int step_ = -1;
  const std::vector<std::int32_t> tokens_ = counting();
};

class NoObserver : public StepObserver {
 public:
  void layer_done(int, const PhaseTimes&) override {}
  void step_done(Picoseconds) override { ++steps; }
  int steps = 0;
};

class BlockingCalls : public SocketObserver {
 public:
  void before_blocking(const SocketCall&) override { ++count; }
  int count = 0;
};

struct Manners {
  Answers answers;
  bool out_of_order = false;
  bool little_room = false;
};

// An initiator's port -- count of blocking calls -- checker -- the target.
struct Behind {
  Behind(const std::string& name, AtInitiatorPort& port, const Manners& manners, Random& random)
      : tap((name + "_tap").c_str(), blocking),
        target((name + "_target").c_str(), manners.answers, 80 * kNs) {
    if (manners.out_of_order) {
      target.latency_of = [&random](std::size_t) { return random.between(5, 300) * kNs; };
    }
    target.accept_delay_of = [&random](std::size_t) { return random.between(0, 20) * kNs; };
    if (manners.little_room) target.room = 1;
    port.bind(tap.from_initiator);
    sockets.bind(tap.to_target, target.socket);
  }
  bool clean() const {
    return target.violations().empty() && target.inside() == 0 && blocking.count == 0;
  }

  BlockingCalls blocking;
  SocketTap tap;
  ForeignTarget target;
  CheckedSockets sockets;
};

Program program_of(const ModelShape& shape, const MemoryLayout& layout) {
  Program program;
  program.layers = kLayers;
  program.requests = kBatch;
  program.shape = &shape;
  program.layout = &layout;
  program.reservation.bytes = 1 << 20;
  program.register_base = kRegisters;
  return program;
}

struct Machine {
  explicit Machine(const Manners& manners)
      : shape(small_model(), 1, kBatch),
        layout(shape, kLayers, kBatch, kContext + kSteps, kGiB),
        weights("weights", weights_config(), pool, status),
        indexer("indexer", indexer_config(), pool, status),
        attention("attention", attention_config(), pool, status),
        sequencer("sequencer", program_of(shape, layout), {weights, indexer, attention}, source,
                  observer, pool, status),
        behind_weights("w", weights.port, manners, random),
        behind_indexer("i", indexer.port, manners, random),
        behind_attention("a", attention.port, manners, random),
        behind_sequencer("s", sequencer.port, manners, random) {}

  static WeightStreamerConfig weights_config() {
    WeightStreamerConfig config;
    config.stream = {4 * kKiB, 3};
    config.tflops = 1;
    return config;
  }
  static IndexerConfig indexer_config() {
    IndexerConfig config;
    config.stream = {kKiB, 5};
    config.tflops = 1;
    return config;
  }
  // Tokens in two pieces each.
  static SparseAttentionConfig attention_config() {
    SparseAttentionConfig config;
    config.reads_in_flight = 6;
    config.lanes = 16;
    config.lane_bytes = 16;
    config.tflops = 1;
    config.issue_interval_ns = 1;
    return config;
  }
  Json result() {
    Json result;
    for (Behind* behind :
         {&behind_weights, &behind_indexer, &behind_attention, &behind_sequencer}) {
      behind->sockets.finish();
      result["clean"].push_back(behind->clean());
      result["bytes"].push_back(behind->target.bytes_seen());
    }
    result["units"] = {weights.bytes(), indexer.bytes(), attention.bytes()};
    result["tokens"] = attention.reads();
    result["pieces"] = behind_attention.target.seen().size();
    for (const auto& seen : behind_sequencer.target.seen()) {
      result["writes"].push_back({seen.address, seen.bytes});
    }
    result["finished"] = sequencer.finished() && !status.failed() && observer.steps == kSteps;
    result["in_flight"] = pool.in_use();
    return result;
  }

  Random random{17};
  const ModelShape shape;
  const MemoryLayout layout;
  PayloadPool pool{1 << 12, 1 << 20};
  RunStatus status;
  Lists source;
  NoObserver observer;
  WeightStreamer weights;
  Indexer indexer;
  SparseAttention attention;
  Sequencer sequencer;
  Behind behind_weights;
  Behind behind_indexer;
  Behind behind_attention;
  Behind behind_sequencer;
};

// ModelShape has a test of its own.
Bytes weights_of_a_step() {
  const ModelShape shape(small_model(), 1, kBatch);
  Bytes sum = 0;
  for (int layer = 0; layer < kLayers; ++layer) {
    sum += shape.weights_before_gather(layer).bytes + shape.weights_after_gather(layer).bytes;
  }
  return sum;
}

std::int64_t tokens_of_a_step() {
  std::size_t sum = 0;
  for (int layer = 0; layer < kLayers; ++layer) {
    for (int request = 0; request < kBatch; ++request) sum += Lists::length(layer, request);
  }
  return static_cast<std::int64_t>(sum);
}

// The bytes of the writes that one step makes: new KV and keys, lists and the registers about them.
Bytes written_in_a_step() {
  const Bytes appended = kLayers * kBatch * (kKvBytes + kKeyBytes);
  return appended + 4 * static_cast<Bytes>(tokens_of_a_step()) + kLayers * kBatch * 2 * 8;
}

Bytes keys_of_all_steps() {
  Bytes keys = 0;
  for (int step = 0; step < kSteps; ++step) keys += static_cast<Bytes>(kContext + step);
  return keys * kKeyBytes * kLayers * kBatch;
}

void check_figures(const Json& result) {
  CHECK(result["finished"] == true);
  CHECK(result["in_flight"] == 0);
  CHECK(result["clean"] == Json({true, true, true, true}));
  const Bytes tokens = static_cast<Bytes>(kSteps * tokens_of_a_step());
  CHECK(result["tokens"] == tokens);
  CHECK(result["pieces"] == 2 * tokens);
  const Bytes reads[] = {kSteps * weights_of_a_step(), keys_of_all_steps(), tokens * kKvBytes};
  for (const std::size_t unit : {0, 1, 2}) {
    INFO("unit " << unit);
    CHECK(result["units"][unit] == reads[unit]);
    CHECK(result["bytes"][unit] == reads[unit]);
  }
  // Four registers for each window, and their number, bytes, scope, look-up, policy and control.
  const Bytes set_up = (4 * kLayers * kBatch + 6) * 8;
  CHECK(result["bytes"][3] == set_up + kSteps * written_in_a_step());
}

}  // namespace

TEST_CASE("units and the sequencer take foreign targets", "[tlm][interoperability]") {
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  const bool out_of_order = GENERATE(false, true);
  const bool little_room = GENERATE(false, true);
  CAPTURE(static_cast<int>(answers), out_of_order, little_room);
  const auto run = [](const Manners& manners) {
    return test::simulate([&manners]() -> Json {
      Machine machine(manners);
      sc_core::sc_start();
      return machine.result();
    });
  };
  const Json result = run({answers, out_of_order, little_room});
  check_figures(result);
  // The order in which software writes is the same whatever the target does.
  CHECK(result["writes"] == run({Answers::kEndReq})["writes"]);
}

}  // namespace dsavp::tlm_test

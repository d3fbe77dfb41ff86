// Random stalls between foreign initiators and targets, with a base-protocol checker on both sides.
#include <catch2/catch.hpp>
#include <set>

#include "testbench/random_stalls/random_stalls.h"
#include "tests/support/simulation.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test {
namespace {

using End = ForeignInitiator::End;

constexpr Picoseconds kLatency = 40 * kNs;
constexpr Picoseconds kLongest = 50 * kNs;
constexpr int kRequests = 40;

StallConfig stalls_of(std::uint64_t seed) {
  StallConfig config;
  config.seed = seed;
  config.longest = kLongest;
  return config;
}

// Which answers and phases passed a socket.
class Ways : public SocketObserver {
 public:
  void before_backward(const SocketCall& call) override {
    if (call.phase == tlm::END_REQ) ended_.insert(&call.payload);
    if (call.phase == tlm::BEGIN_RESP && ended_.erase(&call.payload) == 0) {
      seen.insert("BEGIN_RESP for END_REQ, or after one returned");
    }
  }
  void after_forward(const SocketCall& before, const SocketCall& after,
                     tlm::tlm_sync_enum status) override {
    note(before, after, status);
  }
  void after_backward(const SocketCall& before, const SocketCall& after,
                      tlm::tlm_sync_enum status) override {
    note(before, after, status);
  }
  std::set<std::string> seen;

 private:
  void note(const SocketCall& before, const SocketCall& after, tlm::tlm_sync_enum status) {
    std::string way = std::string(before.phase.get_name()) + " -> ";
    way += status == tlm::TLM_COMPLETED ? "completed" : "accepted";
    if (status == tlm::TLM_UPDATED) {
      way = std::string(before.phase.get_name()) + " -> " + after.phase.get_name();
    }
    seen.insert(way);
  }
  std::set<const Payload*> ended_;
};

struct Setting {
  Answers answers = Answers::kEndReq;
  End end = End::kCompleted;
  Picoseconds gap = 0;  // 0: random ones
  std::size_t window = 0;
  bool random_latency = false;
  bool between = true;  // else bound directly
};

// initiator -- checker -- ways -- stalls -- checker -- ways -- target
struct Stalled {
  explicit Stalled(const StallConfig& config)
      : by_stalls("by_stalls", as_target),
        by_initiator("by_initiator", as_initiator),
        stalls("stalls", config) {}
  void bind(ForeignInitiator& initiator, ForeignTarget& target, CheckedSockets& sockets) {
    sockets.bind(initiator.socket, by_stalls.from_initiator);
    by_stalls.to_target.bind(stalls.from_initiator);
    sockets.bind(stalls.to_target, by_initiator.from_initiator);
    by_initiator.to_target.bind(target.socket);
  }
  Ways as_target;
  Ways as_initiator;
  SocketTap by_stalls;
  SocketTap by_initiator;
  RandomStalls stalls;
};

Json result_of(const ForeignInitiator& initiator, const ForeignTarget& target,
               const Stalled* between) {
  Json result;
  result["clean"] = initiator.clean() && target.violations().empty() && target.inside() == 0;
  result["ok"] = initiator.all_ok();
  if (between != nullptr) {
    result["in_flight"] = between->stalls.in_flight();
    result["transactions"] = between->stalls.transactions();
    result["ways"] = between->as_target.seen;
    result["other_ways"] = between->as_initiator.seen;
  }
  for (const auto& seen : target.seen()) result["seen"].push_back(seen.address);
  for (const Record& record : initiator.records()) {
    result["begin"].push_back(record.begin_req);
    result["latency"].push_back(record.latency());
    result["response"].push_back(record.begin_resp);
  }
  return result;
}

Json exchange(const StallConfig& config, const Setting& setting) {
  return test::simulate([&]() -> Json {
    Random random(config.seed + 1000);
    ForeignTarget target("target", setting.answers, kLatency);
    std::vector<Picoseconds> latencies;
    for (int i = 0; i < kRequests; ++i) latencies.push_back(Picoseconds(random.below(100'000)));
    if (setting.random_latency) target.latency_of = [&](std::size_t i) { return latencies[i]; };
    target.accept_delay_of = [&](std::size_t i) { return latencies[i] / 4; };
    ForeignInitiator initiator("initiator", setting.end, 3 * kNs);
    if (setting.window > 0) initiator.window = setting.window;
    Picoseconds when = 0;
    for (int i = 0; i < kRequests; ++i) {
      when += setting.gap > 0 ? setting.gap : Picoseconds(random.below(30'000));
      initiator.add(when, static_cast<Address>(i) * 64, 1 + random.below(64),
                    random.one_in(3) ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    }
    CheckedSockets sockets;
    std::unique_ptr<Stalled> between;
    if (setting.between) {
      between = std::make_unique<Stalled>(config);
      between->bind(initiator, target, sockets);
    } else {
      sockets.bind(initiator.socket, target.socket);
    }
    sc_core::sc_start();
    sockets.finish();
    return result_of(initiator, target, between.get());
  });
}

void check_complete(const Json& result) {
  CHECK(result["clean"] == true);
  CHECK(result["ok"] == true);
  CHECK(result["in_flight"] == 0);
  CHECK(result["transactions"] == kRequests);
  for (int i = 0; i < kRequests; ++i) {
    CHECK(result["seen"][static_cast<std::size_t>(i)] == i * 64);  // once each, and in order
  }
}

bool in_order(const Json& times) {
  return std::is_sorted(times.begin(), times.end());
}

}  // namespace

TEST_CASE("stalled, each transaction ends once and both sides keep the protocol",
          "[tlm][random_stalls]") {
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  const End end = GENERATE(End::kCompleted, End::kUpdated, End::kCall);
  CAPTURE(static_cast<int>(answers), static_cast<int>(end));
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    StallConfig config = stalls_of(seed);
    config.requests = seed % 3 != 0;
    config.responses = seed % 3 != 1;
    config.room = seed % 4 + 1;
    config.reorder_responses = seed % 5 == 0;
    Setting setting{answers, end, 0, seed % 3 + 1, seed % 2 == 0};
    if (seed % 4 == 0) setting.window = 0;
    INFO("seed " << seed);
    check_complete(exchange(config, setting));
  }
}

TEST_CASE("stalls keep the order of responses unless they may not", "[tlm][random_stalls]") {
  int reordered = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    StallConfig config = stalls_of(seed);
    INFO("seed " << seed);
    CHECK(in_order(exchange(config, {})["response"]));
    config.reorder_responses = true;
    reordered += !in_order(exchange(config, {})["response"]);
  }
  CHECK(reordered > 5);
}

TEST_CASE("without stalls every time is as without the module", "[tlm][random_stalls]") {
  const Answers answers = GENERATE(Answers::kCompleted, Answers::kEndReq, Answers::kFourPhase);
  CAPTURE(static_cast<int>(answers));
  StallConfig none = stalls_of(1);
  none.requests = none.responses = false;
  Setting setting{answers, End::kCompleted, 0, 0, true};
  const Json with = exchange(none, setting);
  setting.between = false;
  const Json without = exchange(none, setting);
  CHECK(with["response"] == without["response"]);
  CHECK(with["begin"] == without["begin"]);
}

TEST_CASE("a lone transaction's stalls have their bounds", "[tlm][random_stalls]") {
  Picoseconds most[3] = {};
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    for (const int kind : {0, 1, 2}) {
      StallConfig config = stalls_of(seed);
      config.requests = kind != 1;
      config.responses = kind != 0;
      Setting setting;
      setting.gap = 500 * kNs;
      const Json latencies = exchange(config, setting)["latency"];
      for (const Picoseconds latency : latencies) {
        CHECK(latency >= kLatency);
        most[kind] = std::max(most[kind], latency - kLatency);
      }
    }
  }
  for (const int kind : {0, 1, 2}) {
    CHECK(most[kind] <= (kind == 2 ? 2 : 1) * kLongest);
    CHECK(most[kind] > kLongest / 2);
  }
}

TEST_CASE("a seed says it all", "[tlm][random_stalls]") {
  const Json first = exchange(stalls_of(7), {});
  CHECK(first == exchange(stalls_of(7), {}));
  CHECK(first["response"] != exchange(stalls_of(8), {})["response"]);
}

TEST_CASE("every way of answering comes up", "[tlm][random_stalls]") {
  std::set<std::string> as_target;
  std::set<std::string> as_initiator;
  for (const Answers answers : {Answers::kCompleted, Answers::kFourPhase}) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const Json result = exchange(stalls_of(seed), {answers, End::kCall});
      for (const std::string way : result["ways"]) as_target.insert(way);
      for (const std::string way : result["other_ways"]) as_initiator.insert(way);
    }
  }
  for (const char* way :
       {"BEGIN_REQ -> accepted", "BEGIN_REQ -> END_REQ", "BEGIN_REQ -> BEGIN_RESP",
        "BEGIN_REQ -> completed", "END_REQ -> accepted", "END_RESP -> accepted",
        "END_RESP -> completed", "BEGIN_RESP for END_REQ, or after one returned"}) {
    INFO(way);
    CHECK(as_target.count(way) == 1);
  }
  for (const char* way : {"BEGIN_RESP -> completed", "BEGIN_RESP -> END_RESP",
                          "BEGIN_RESP -> accepted", "END_RESP -> completed"}) {
    INFO(way);
    CHECK(as_initiator.count(way) == 1);
  }
}

TEST_CASE("END_REQ is withheld while there is no room", "[tlm][random_stalls]") {
  const std::size_t room = GENERATE(1, 2, 3);
  CAPTURE(room);
  std::size_t most = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const Json accepted = test::simulate([&]() -> Json {
      StallConfig config = stalls_of(seed);
      config.room = room;
      ForeignTarget target("target", Answers::kNoEndReq, 1'000'000 * kNs);
      ForeignInitiator initiator("initiator");
      RandomStalls stalls("stalls", config);
      initiator.socket.bind(stalls.from_initiator);
      stalls.to_target.bind(target.socket);
      for (Address i = 0; i < 20; ++i) initiator.add(0, 64 * i, 64);
      sc_core::sc_start(to_sc(500'000 * kNs));
      return initiator.most_accepted();
    });
    most = std::max(most, accepted.get<std::size_t>());
  }
  CHECK(most == room + 1);  // and the one that the target has
}

TEST_CASE("blocking transport takes longer within the bounds", "[tlm][random_stalls]") {
  struct Memory : sc_core::sc_module {
    explicit Memory(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
      socket.register_b_transport(this, &Memory::transport);
      socket.register_transport_dbg(this, &Memory::debug);
    }
    void transport(Payload& payload, sc_core::sc_time& delay) {
      delay += to_sc(kLatency);
      payload.set_response_status(tlm::TLM_OK_RESPONSE);
    }
    unsigned debug(Payload& payload) { return payload.get_data_length(); }
    tlm_utils::simple_target_socket<Memory> socket{"socket"};
  };
  const Json took = test::simulate([]() -> Json {
    Memory memory("memory");
    BlockingInitiator initiator("initiator");
    RandomStalls stalls("stalls", stalls_of(3));
    CheckedSockets sockets;
    sockets.bind(initiator.socket, stalls.from_initiator);
    sockets.bind(stalls.to_target, memory.socket);
    Json times;
    Thread thread("thread", [&] {
      for (Address i = 0; i < 200; ++i) times.push_back(initiator.read(64 * i, 64).took);
      Payload payload;
      unsigned char data[16];
      payload.set_data_ptr(data);
      payload.set_data_length(sizeof data);
      payload.set_streaming_width(sizeof data);
      payload.set_read();
      const Picoseconds before = now_ps();
      times.push_back(initiator.socket->transport_dbg(payload));
      times.push_back(now_ps() - before);
    });
    sc_core::sc_start();
    sockets.finish();
    return times;
  });
  REQUIRE(took.size() == 202);
  CHECK(took[200] == 16);
  CHECK(took[201] == 0);
  const auto [least, most] = std::minmax_element(took.begin(), took.begin() + 200);
  CHECK(*least == kLatency);
  CHECK(*most <= kLatency + 2 * kLongest);
  CHECK(*most > kLatency + kLongest);
}

TEST_CASE("phases that break the protocol are reported by stalls too", "[tlm][random_stalls]") {
  const auto phases = [](std::vector<tlm::tlm_phase> sent) {
    test::simulate([&]() -> Json {
      ForeignTarget target("target", Answers::kNoEndReq, kLatency);
      ForeignInitiator initiator("initiator");
      StallConfig config = stalls_of(1);
      config.requests = false;
      RandomStalls stalls("stalls", config);
      initiator.socket.bind(stalls.from_initiator);
      stalls.to_target.bind(target.socket);
      Manager manager;
      for (tlm::tlm_phase phase : sent) {
        sc_core::sc_time delay = sc_core::SC_ZERO_TIME;
        initiator.socket->nb_transport_fw(manager.make(tlm::TLM_READ_COMMAND, 0, 64), phase, delay);
      }
      return nullptr;
    });
  };
  using Catch::Matchers::Contains;
  CHECK_THROWS_WITH(phases({tlm::BEGIN_REQ, tlm::BEGIN_REQ}), Contains("BEGIN_REQ before"));
  CHECK_THROWS_WITH(phases({tlm::END_RESP}), Contains("out of order"));
}

}  // namespace dsavp::tlm_test

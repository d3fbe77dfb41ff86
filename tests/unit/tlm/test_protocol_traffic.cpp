// Correct traffic through a checked socket breaks no rule, and a tap changes nothing of it.
#include <catch2/catch.hpp>
#include <string>

#include "tests/support/simulation.h"
#include "tests/unit/random.h"
#include "tests/unit/tlm/checked_sockets.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test {
namespace {

constexpr int kRequests = 60;

Json times_of(const ForeignInitiator& initiator) {
  Json times = Json::array();
  for (const Record& record : initiator.records()) {
    times.push_back({record.begin_req, record.end_req, record.begin_resp, record.end_resp});
  }
  return times;
}

// Random times, latencies, windows and room; all of the ways to begin and end are in `answers` and
// `end`.
Json exchange(Answers answers, ForeignInitiator::End end, std::uint64_t seed, bool checked) {
  return test::simulate([&]() -> Json {
    Random random(seed);
    const auto up_to = [&random](std::uint64_t ns) {
      return static_cast<Picoseconds>(random.below(ns * kNs));
    };
    ForeignTarget target("target", answers, 0);
    std::vector<Picoseconds> latencies;
    std::vector<Picoseconds> delays;
    for (int i = 0; i < kRequests; ++i) {
      latencies.push_back(up_to(100));
      delays.push_back(up_to(20));
    }
    target.latency_of = [&](std::size_t i) { return latencies[i]; };
    target.accept_delay_of = [&](std::size_t i) { return delays[i]; };
    if (random.one_in(2)) target.room = 1 + random.below(6);
    ForeignInitiator initiator("initiator", end, up_to(10));
    if (random.one_in(2)) initiator.window = 1 + random.below(8);
    if (random.one_in(2)) initiator.ahead = up_to(30);
    Picoseconds when = initiator.ahead;
    for (int i = 0; i < kRequests; ++i) {
      when += up_to(30);
      initiator.add(when, random.below(1 << 20), 1 + random.below(256),
                    random.one_in(3) ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND);
    }
    CheckedSockets sockets;
    if (checked) {
      sockets.bind(initiator.socket, target.socket);
    } else {
      initiator.socket.bind(target.socket);
    }
    sc_core::sc_start();
    sockets.finish();
    return {{"clean", initiator.clean() && target.violations().empty()},
            {"ok", initiator.all_ok()},
            {"calls", sockets.calls()},
            {"times", times_of(initiator)}};
  });
}

void check_ways_to_end(Answers answers) {
  for (const auto end : {ForeignInitiator::End::kCompleted, ForeignInitiator::End::kUpdated,
                         ForeignInitiator::End::kCall}) {
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
      INFO(static_cast<int>(end) << ", seed " << seed);
      const Json result = exchange(answers, end, seed, true);
      CHECK(result["clean"] == true);
      CHECK(result["ok"] == true);
      CHECK(result["calls"].get<int>() >= kRequests);
      CHECK(result["times"] == exchange(answers, end, seed, false)["times"]);
    }
  }
}

}  // namespace

TEST_CASE("random traffic of each kind keeps the rules", "[tlm][protocol_checker]") {
  const Answers answers = GENERATE(from_range(std::begin(kAllAnswers), std::end(kAllAnswers)));
  CAPTURE(static_cast<int>(answers));
  check_ways_to_end(answers);
}

TEST_CASE("a tap's checker ends the simulation with one line", "[tlm][protocol_checker]") {
  using Catch::Matchers::Contains;
  const auto broken = [] {
    test::simulate([]() -> Json {
      ForeignTarget target("target", Answers::kFourPhase, 100 * kNs);
      target.accept_delay_of = [](std::size_t) { return 50 * kNs; };
      ForeignInitiator initiator("initiator");
      CheckedSockets sockets;
      sockets.bind(initiator.socket, target.socket);
      Manager manager;
      Agenda agenda("agenda");
      for (int i = 0; i < 2; ++i) {
        agenda.at((10 + i) * kNs, [&, i] {
          Payload& payload = manager.make(tlm::TLM_WRITE_COMMAND, 0x40 + i, 32);
          tlm::tlm_phase phase = tlm::BEGIN_REQ;
          sc_core::sc_time delay = to_sc(3 * kNs);
          initiator.socket->nb_transport_fw(payload, phase, delay);
        });
      }
      sc_core::sc_start();
      return "no rule was broken";
    });
  };
  CHECK_THROWS_WITH(broken(), Contains("socket initiator.socket at 11.000 ns") &&
                                  Contains("rule request-exclusion") &&
                                  Contains("write of 32 B at 0x41"));
}

TEST_CASE("an interconnect behind the socket may change the address", "[tlm][protocol_checker]") {
  const auto run = [](BehindSocket behind) {
    return test::simulate([&]() -> Json {
      const Answers answers = Answers::kEndReq;
      ForeignTarget target("target", answers, 100 * kNs);
      target.serve = [](Payload& payload) {
        payload.set_address(payload.get_address() - 0x1000);
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
      };
      ForeignInitiator initiator("initiator");
      CheckedSockets sockets;
      sockets.bind(initiator.socket, target.socket, behind);
      initiator.add(0, 0x1040, 64);
      sc_core::sc_start();
      sockets.finish();
      return initiator.all_ok();
    });
  };
  CHECK(run(BehindSocket::kInterconnect) == true);
  CHECK_THROWS_WITH(run(BehindSocket::kTarget), Catch::Contains("rule address-modified"));
}

TEST_CASE("blocking calls may overlap", "[tlm][protocol_checker]") {
  const Json result = test::simulate([]() -> Json {
    struct Blocking : sc_core::sc_module {
      explicit Blocking(const sc_core::sc_module_name& name) : sc_core::sc_module(name) {
        socket.register_b_transport(this, &Blocking::transport);
      }
      void transport(Payload& payload, sc_core::sc_time&) {
        sc_core::wait(to_sc(static_cast<Picoseconds>(payload.get_address()) * kNs));
        payload.set_response_status(tlm::TLM_OK_RESPONSE);
      }
      tlm_utils::simple_target_socket<Blocking> socket{"socket"};
    };
    Blocking memory("memory");
    BlockingInitiator initiator("initiator");
    CheckedSockets sockets;
    sockets.bind(initiator.socket, memory.socket);
    int ok = 0;
    std::vector<std::unique_ptr<Thread>> threads;
    for (int i = 0; i < 4; ++i) {
      threads.push_back(std::make_unique<Thread>(("thread" + std::to_string(i)).c_str(), [&, i] {
        for (int call = 0; call < 5; ++call) {
          ok += initiator.read(static_cast<Address>(10 + 7 * i), 64).status == tlm::TLM_OK_RESPONSE;
        }
      }));
    }
    sc_core::sc_start();
    sockets.finish();
    return {ok, sockets.calls()};
  });
  CHECK(result == Json({20, 20}));
}

}  // namespace dsavp::tlm_test

// Runs that get nowhere: each ends with status 1 and one line that says why and what waits where.
#include <algorithm>
#include <catch2/catch.hpp>

#include "models/interconnect/interconnect.h"
#include "models/llc/llc.h"
#include "models/weight_streamer/weight_streamer.h"
#include "platforms/run_kernel.h"
#include "platforms/watchdog/stall_watch.h"
#include "tests/integration/platform_test_util.h"
#include "tests/support/ending.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp {
namespace {

using Catch::Contains;
using test::Ending;

constexpr Picoseconds kMemoryLatency = 100'000;
constexpr int kChunks = 16;

// A memory that answers all requests but one.
class ForgetfulMemory : public sc_core::sc_module, private AtTarget {
 public:
  ForgetfulMemory(const sc_core::sc_module_name& name, int forgotten)
      : sc_core::sc_module(name), port("port", *this), forgotten_(forgotten) {}
  AtTargetPort port;

 private:
  bool accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int) override {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    if (count_++ != forgotten_) port.respond(payload, arrival + kMemoryLatency);
    return true;
  }
  const int forgotten_;
  int count_ = 0;
};

// Does something at every interval, for ever; an interval of 0 is a delta cycle.
class Poller : public sc_core::sc_module {
 public:
  Poller(const sc_core::sc_module_name& name, Picoseconds interval)
      : sc_core::sc_module(name), interval_(interval) {
    SC_HAS_PROCESS(Poller);
    SC_METHOD(poll);
  }

 private:
  void poll() { next_trigger(to_sc(interval_)); }
  const Picoseconds interval_;
};

// A job of weights through interconnect and LLC to a memory, under a program that waits for its end.
struct SmallMachine {
  explicit SmallMachine(int forgotten, const SimulationConfig& given = {})
      : limits(given),
        pool(static_cast<std::size_t>(limits.payload_limit), kMiB),
        llc("llc", parts.llc),
        interconnect("interconnect", parts.interconnect,
                     AddressMap({{"memory", 0, kGiB, 0}, {"registers", kGiB, kMiB, 1}}), 1, 2),
        streamer("streamer", streams(), pool, status),
        memory("memory", forgotten),
        program("program", [this] {
          streamer.start({0, kChunks * kMiB, -1}, 0, 5);
          sc_core::wait(streamer.done());
          finished = true;
        }) {
    streamer.port.bind(interconnect.from_initiator(0));
    interconnect.to_target(0).bind(llc.data);
    interconnect.to_target(1).bind(llc.control);
    llc.memory.bind(memory.port);
  }
  WeightStreamerConfig streams() const {
    WeightStreamerConfig config = parts.weight_streamer;
    config.stream.chunk_bytes = kMiB;
    config.stream.chunks_in_flight = 4;
    return config;
  }
  void run() {
    run_kernel({pool, status, [this] { return finished; },
                [this] {
                  return streamer.describe_waiting() + "; " + interconnect.describe_waiting() +
                         "; " + llc.describe_waiting();
                }},
               limits);
  }

  const SimulationConfig limits;
  const PlatformConfig parts = test::quickstart({}).config;
  PayloadPool pool;
  RunStatus status;
  bool finished = false;
  Llc llc;
  Interconnect interconnect;
  WeightStreamer streamer;
  ForgetfulMemory memory;
  tlm_test::Thread program;
};

constexpr int kNone = -1;

SimulationConfig limits(double simulated_us, double host_s) {
  SimulationConfig config;
  config.watchdog_us = simulated_us;
  config.watchdog_host_s = host_s;
  return config;
}

void check_failed(const Ending& ending, const std::string& reason) {
  INFO(ending.err);
  CHECK(ending.status == 1);
  CHECK(std::count(ending.err.begin(), ending.err.end(), '\n') == 1);
  CHECK_THAT(ending.err, Catch::StartsWith("dsa-vp: " + reason));
  CHECK_THAT(ending.err, !Contains("\\x"));
}

void check_lost_read(const std::string& err) {
  CHECK_THAT(err, Contains("in flight: 1 of streamer; the oldest: streamer's read of 1048576 B at "
                           "0x600000, layer 5, request -1, sent at "));
  CHECK_THAT(err, Contains("streamer: 1 reads outstanding") &&
                      Contains("interconnect: 1 at targets") &&
                      Contains("llc: 0 arriving, 0 waiting for memory, 1 of "));
}

}  // namespace

TEST_CASE("watchdog: a machine that loses nothing ends well") {
  const Ending ending = test::ending_of([] { SmallMachine(kNone).run(); });
  CHECK(ending.err == "");
  CHECK(ending.status == 0);
}

TEST_CASE("watchdog: a lost response, with nothing else going on, is a rest before the end") {
  for (const SimulationConfig& given : {SimulationConfig{}, limits(0, 0), limits(5, 0)}) {
    const Ending ending = test::ending_of([&given] { SmallMachine(6, given).run(); });
    check_failed(ending, "the simulation came to rest before the program's end; simulated time ");
    check_lost_read(ending.err);
  }
}

TEST_CASE("watchdog: a lost response beside a part that polls for ever") {
  // Shorter than a slice of the watchdog's time, as long, and longer than all of it.
  for (const Picoseconds interval : {100'000, 12'500'000, 250'000'000}) {
    const Ending ending = test::ending_of([interval] {
      SmallMachine machine(6, limits(100, 0));
      const Poller poller("poller", interval);
      machine.run();
    });
    check_failed(ending, "nothing has moved since ");
    CHECK_THAT(ending.err, Contains("(simulation.watchdog_us is 100), though events go on"));
    check_lost_read(ending.err);
  }
}

TEST_CASE("watchdog: without the limit of simulated time, that of processor time ends it") {
  const Ending ending = test::ending_of([] {
    SmallMachine machine(6, limits(0, 0.2));
    const Poller poller("poller", 1'000'000);
    machine.run();
  });
  check_failed(ending,
               "nothing has moved for 0.2 s of processor time (simulation.watchdog_host_s) and "
               "simulated time goes on without an end");
  check_lost_read(ending.err);
}

TEST_CASE("watchdog: a part that spins in delta cycles") {
  const Ending ending = test::ending_of([] {
    SmallMachine machine(kNone, limits(100, 0.2));
    const Poller poller("poller", 0);
    machine.run();
  });
  check_failed(ending, "nothing has moved for 0.2 s of processor time");
  CHECK_THAT(ending.err,
             Contains("simulated time stands still") && Contains("simulated time 0 us"));
}

TEST_CASE("watchdog: a process that never gives back control") {
  const Ending ending = test::ending_of([] {
    SmallMachine machine(kNone, limits(100, 0.2));
    const tlm_test::Thread spinner("spinner", [] {
      sc_core::wait(sc_core::sc_time(2, sc_core::SC_US));
      volatile bool for_ever = true;
      while (for_ever) {
      }
    });
    machine.run();
  });
  check_failed(ending, "process spinner.run has kept the processor since 2000000 ps");
  CHECK_THAT(ending.err, Contains("no result was written"));
}

TEST_CASE("watchdog: a lost wake-up") {
  const Ending ending = test::ending_of([] {
    sc_core::sc_event wake("wake");
    bool woken = false;
    const tlm_test::Thread waker("waker", [&wake] { wake.notify(); });  // before anyone waits
    const tlm_test::Thread sleeper("sleeper", [&] {
      sc_core::wait(sc_core::sc_time(3, sc_core::SC_US));
      sc_core::wait(wake);
      woken = true;
    });
    const PayloadPool pool(1, 64);
    const RunStatus status;
    run_kernel({pool, status, [&woken] { return woken; }, [] { return "sleeper: asleep"; }}, {});
  });
  check_failed(ending,
               "the simulation came to rest before the program's end; simulated time 3 us; "
               "no transaction is in flight; sleeper: asleep");
}

TEST_CASE("watchdog: loosely timed, a call that never returns") {
  const Study study =
      test::quickstart({"workload.steps=1", "workload.layers=1", "simulation.abstraction=lt"});
  const Ending ending = test::ending_of([&study] {
    // Before the memory: keeps its fifth caller, the first append, for ever.
    struct Keeper : SocketObserver {
      void before_blocking(const SocketCall&) override {
        if (++calls_ == 5) sc_core::wait(never_);
      }
      int calls_ = 0;
      sc_core::sc_event never_;
    } keeper;
    TraceSource source(study.config.trace.file, study.steps);
    Recorder recorder(study.layers, nullptr, {});
    Platform platform(study, source, recorder, [&keeper](const std::string& name) {
      return name == "hbm" ? std::vector<SocketObserver*>{&keeper} : std::vector<SocketObserver*>{};
    });
    recorder.observe(platform);
    platform.run();
  });
  check_failed(ending, "the simulation came to rest before the program's end");
  CHECK_THAT(ending.err,
             Contains("in flight: 1 of sequencer; the oldest: sequencer's write of 512 B") &&
                 Contains("sequencer: append after 0 steps"));
}

TEST_CASE("watchdog: a part that goes on after the program's end") {
  const Ending ending = test::ending_of([] {
    SmallMachine machine(kNone, limits(100, 0));
    const Poller poller("poller", 1'000'000);
    machine.run();
  });
  check_failed(ending, "the program has ended, but events go on");
}

TEST_CASE("watchdog: one long wait is no stall") {
  const Ending ending = test::ending_of([] {
    bool finished = false;
    const tlm_test::Thread program("program", [&finished] {
      for (int i = 0; i < 4; ++i) sc_core::wait(sc_core::sc_time(1, sc_core::SC_SEC));
      finished = true;
    });
    const PayloadPool pool(1, 64);
    const RunStatus status;
    run_kernel({pool, status, [&finished] { return finished; }, [] { return ""; }}, limits(100, 0));
  });
  CHECK(ending.err == "");
  CHECK(ending.status == 0);
}

TEST_CASE("watchdog: a pool that is too small says what waits where") {
  const Ending ending = test::ending_of([] {
    SimulationConfig small;
    small.payload_limit = 2;
    SmallMachine(kNone, small).run();
  });
  check_failed(ending,
               "2 transactions are in flight, the most that simulation.payload_limit "
               "allows, when streamer asks for another");
  CHECK_THAT(ending.err, Contains("in flight: 2 of streamer; the oldest: streamer's read"));
}

TEST_CASE("watchdog: results are the same with it on, off, and looking all the time") {
  const nlohmann::json off = test::run_platform(test::quickstart(
      {"workload.steps=6", "simulation.watchdog_us=0", "simulation.watchdog_host_s=0"}));
  const nlohmann::json on = test::run_platform(test::quickstart({"workload.steps=6"}));
  const nlohmann::json often = test::run_platform(test::quickstart(
      {"workload.steps=6", "simulation.watchdog_us=20", "simulation.watchdog_host_s=0.1"}));
  CHECK(on.dump() == off.dump());
  CHECK(often.dump() == off.dump());
}

TEST_CASE("watchdog: a stall is eight looks at the same moves") {
  StallWatch watch;
  std::uint64_t moves = 1;
  CHECK_FALSE(watch.stalled(moves, 10));
  for (int i = 0; i < 7; ++i) CHECK_FALSE(watch.stalled(moves, 20 + i));
  CHECK_FALSE(watch.stalled(++moves, 30));
  for (int i = 0; i < 7; ++i) CHECK_FALSE(watch.stalled(moves, 40 + i));
  CHECK(watch.stalled(moves, 50));
  CHECK(watch.moved_by() == 30);
}

}  // namespace dsavp

// The platform keeps the base protocol on every socket, over the real traces; the key that checks it
// changes nothing but the host's figures.
#include <catch2/catch.hpp>

#include "platforms/run_study.h"
#include "tests/integration/platform_test_util.h"
#include "tests/support/command_line.h"

namespace dsavp {
namespace {

using test::quickstart;
using Json = nlohmann::json;
using Settings = std::vector<std::string>;

struct Checked {
  std::size_t sockets = 0;
  std::uint64_t calls = 0;
  std::uint64_t transactions = 0;
};

// Errors: std::runtime_error for a rule that is broken.
Checked check(const Settings& settings) {
  const Study study = quickstart(settings);
  const Json result = test::simulate([&study]() -> Json {
    TraceSource source(study.config.trace.file, study.steps);
    Recorder recorder(study.layers, nullptr, {});
    ProtocolCheckers checkers;
    Platform platform(study, source, recorder, checkers.observers());
    recorder.observe(platform);
    platform.run();
    source.rethrow_error();
    checkers.finish();
    return {checkers.sockets(), checkers.calls(), platform.pool.acquired()};
  });
  return {result[0], result[1], result[2]};
}

// Between the memory and the checker: takes the status off the 100th response.
class StatusLoss : public SocketObserver {
 public:
  void before_backward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_RESP && ++responses_ == 100) {
      call.payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    }
  }

 private:
  int responses_ = 0;
};

Json run_to(const std::string& output, const std::string& check_protocol) {
  return test::simulate([&]() -> Json {
    RunOptions options;
    options.output = output;
    run_study(quickstart({"workload.steps=2", "simulation.check_protocol=" + check_protocol}),
              options);
    return nullptr;
  });
}

}  // namespace

TEST_CASE("the platform keeps the base protocol on every socket") {
  const Settings base = {"workload.steps=2", "workload.layers=6"};
  for (const Settings& more : std::vector<Settings>{
           {"llc.reservation.lookup=step"},
           {"llc.reservation.lookup=sequential"},
           {"llc.reservation.bytes=0"},
           {"llc.reservation.granule_tokens=8"},
           {"sparse_attention.reads_in_flight=1"},
           {"llc.misses_in_flight=7", "llc.queue_depth=2", "hbm.queue_depth=3",
            "hbm.scheduler_window=1", "sparse_attention.reads_in_flight=64",
            "weight_streamer.stream.chunks_in_flight=3"},
       }) {
    INFO(more.front());
    Settings settings = base;
    settings.insert(settings.end(), more.begin(), more.end());
    const Checked checked = check(settings);
    CHECK(checked.sockets == 7);
    // Each transaction begins on a unit's socket and on a target's, one call at least.
    CHECK(checked.calls >= 2 * checked.transactions);
  }
}

TEST_CASE("a run that breaks a rule fails with one line that names it") {
  const Study study = quickstart({"workload.steps=1", "workload.layers=2"});
  std::string error;
  try {
    test::simulate([&study]() -> Json {
      TraceSource source(study.config.trace.file, study.steps);
      Recorder recorder(study.layers, nullptr, {});
      StatusLoss loss;
      ProtocolChecker checker("hbm");
      Platform platform(study, source, recorder,
                        [&](const std::string& socket) -> std::vector<SocketObserver*> {
                          if (socket != "hbm") return {};
                          return {&checker, &loss};
                        });
      recorder.observe(platform);
      platform.run();
      return nullptr;
    });
  } catch (const std::runtime_error& failure) {
    error = failure.what();
  }
  CHECK_THAT(error, Catch::StartsWith("socket hbm at ") &&
                        Catch::Contains(" ns: rule status-missing of the base protocol") &&
                        Catch::Contains(" B at 0x") && !Catch::Contains("\n"));
}

TEST_CASE("simulation.check_protocol changes no result") {
  const ScratchFolder folder;
  run_to(folder.path("off"), "false");
  run_to(folder.path("on"), "true");
  for (const char* file : {"/result.json", "/steps.csv"}) {
    CHECK(content_of(folder.path("off") + file) == content_of(folder.path("on") + file));
  }
  const auto checked = [&folder](const std::string& run) {
    return Json::parse(content_of(folder.path(run + "/host.json")))["protocol_calls_checked"]
        .get<std::int64_t>();
  };
  CHECK(checked("off") == 0);
  CHECK(checked("on") > 100'000);
}

}  // namespace dsavp

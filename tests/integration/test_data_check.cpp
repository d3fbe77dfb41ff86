// Tokens' data checked on the whole platform: every token of a sound run is right, and results are
// those of a run without data.
#include <catch2/catch.hpp>

#include "platforms/run_study.h"
#include "tests/integration/data_check_util.h"
#include "tests/support/command_line.h"

namespace dsavp {
namespace {

using Json = nlohmann::json;
using Settings = std::vector<std::string>;

const Settings kSlice = {"workload.layers=3", "workload.steps=4", "workload.batch=2"};
const auto kAbstractions = {"simulation.abstraction=at", "simulation.abstraction=lt"};

Settings slice(const Settings& more) {
  Settings all = kSlice;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Json run_trace(const Study& study) {
  return test::simulate([&study] {
    TraceSource source(study.config.trace.file, study.steps);
    Json run = test::run_with_data(study, source, test::nobody);
    source.rethrow_error();
    return run;
  });
}

Json run_rewritten(const Study& study, int steps) {
  return test::simulate([&] {
    test::RewrittenTokens source(steps);
    return test::run_with_data(study, source, test::nobody);
  });
}

// Looks by debug transport, at each request of the engine, at the token that it asks for and at one
// that it asked for before, and writes what it has seen: all of it is right at all times.
class Looker : public SocketObserver {
 public:
  void watch(Platform& platform) { platform_ = &platform; }
  void before_forward(const SocketCall& call) override {
    if (call.phase == tlm::BEGIN_REQ) look_at_two(call.payload);
  }
  void before_blocking(const SocketCall& call) override { look_at_two(call.payload); }

  std::int64_t looks = 0;
  std::string fault;

 private:
  void look_at_two(const tlm::tlm_generic_payload& payload) {
    const Address token = payload.get_extension<Attribution>()->whole_base;
    asked_for_.push_back(token);
    look(token);
    look(asked_for_[static_cast<std::size_t>(looks * 7919) % asked_for_.size()]);
  }
  void look(Address token) {
    bytes_.assign(static_cast<std::size_t>(platform_->shape.kv_bytes()), 0);
    const unsigned read = access(tlm::TLM_READ_COMMAND, token);
    if (read != bytes_.size()) fault = "not all read";
    if (fault.empty()) {
      fault = platform_->token_data.fault_of(token, token, bytes_.size(), bytes_.data());
    }
    if (access(tlm::TLM_WRITE_COMMAND, token) != bytes_.size()) fault = "not all written";
    ++looks;
  }
  unsigned access(tlm::tlm_command command, Address token) {
    tlm::tlm_generic_payload payload;
    payload.set_command(command);
    payload.set_address(token);
    payload.set_data_ptr(bytes_.data());
    payload.set_data_length(static_cast<unsigned>(bytes_.size()));
    payload.set_streaming_width(static_cast<unsigned>(bytes_.size()));
    return platform_->indexer.port->transport_dbg(payload);
  }

  Platform* platform_ = nullptr;
  std::vector<Address> asked_for_;
  std::vector<unsigned char> bytes_;
};

Json run_looked_at(const Study& study) {
  return test::simulate([&study] {
    test::RewrittenTokens source(4);
    Looker looker;
    Json run = test::run_with_data(
        study, source,
        [&looker](const std::string& socket) {
          return socket == "sparse_attention" ? std::vector<SocketObserver*>{&looker}
                                              : std::vector<SocketObserver*>{};
        },
        [&looker](Platform& platform) { looker.watch(platform); });
    run["looks"] = looker.looks;
    run["fault"] = looker.fault;
    return run;
  });
}

Json run_to(const std::string& output, const std::string& check_data) {
  return test::simulate([&]() -> Json {
    RunOptions options;
    options.output = output;
    run_study(test::quickstart(
                  {"workload.steps=3", "workload.layers=4", "simulation.check_data=" + check_data}),
              options);
    return nullptr;
  });
}

}  // namespace

TEST_CASE("data: every token of a run is right, and no result changes", "[long]") {
  const std::string abstraction = GENERATE(values<std::string>({"at", "lt"}));
  for (const Settings& more : std::vector<Settings>{
           {"llc.reservation.lookup=step"},
           {"llc.reservation.lookup=sequential"},
           {"llc.reservation.lookup=held", "llc.reservation.policy=clock"},
           {"llc.reservation.lookup=step", "llc.reservation.scope=layer",
            "llc.reservation.bytes=2 MiB"},
           {"llc.reservation.granule_tokens=8"},
           {"llc.reservation.granule_tokens=8", "llc.reservation.lookup=sequential",
            "llc.reservation.bytes=2 MiB"},
           {"llc.reservation.granule_tokens=8", "llc.reservation.lookup=held"},
           {"llc.reservation.bytes=0"},
           {"llc.reservation.bytes=0", "llc.ways=0"},
           {"llc.reservation.lookup=sequential", "sparse_attention.lanes=8",
            "sparse_attention.lane_bytes=12", "sparse_attention.loads_per_lane=1"},
           {"llc.reservation.granule_tokens=8", "sparse_attention.lanes=8",
            "sparse_attention.lane_bytes=16", "sparse_attention.loads_per_lane=1"},
           {"workload.tensor_parallel=1"},
           {"llc.misses_in_flight=7", "llc.queue_depth=2", "hbm.queue_depth=3"},
       }) {
    INFO(abstraction << ", " << more.front() << (more.size() > 1 ? ", " + more[1] : ""));
    Settings settings = slice(more);
    settings.push_back("simulation.abstraction=" + abstraction);
    const Json checked = run_trace(test::checked(settings));
    const Json plain = run_trace(test::quickstart(settings));
    CHECK(checked["result"].dump() == plain["result"].dump());
    CHECK(checked["verified"] == checked["result"]["summary"]["kv"]["lookups"]);
    CHECK(checked["verified"] > 0);
    CHECK(plain["verified"] == 0);
  }
}

TEST_CASE("data: a token that is written again while the cache holds it is the new one") {
  for (const std::string abstraction : kAbstractions) {
    for (const Settings& more : std::vector<Settings>{{"llc.reservation.lookup=step"},
                                                      {"llc.reservation.lookup=sequential"},
                                                      {"llc.reservation.granule_tokens=8"},
                                                      {"llc.reservation.bytes=0"}}) {
      INFO(abstraction << ", " << more.front());
      Settings settings = slice(more);
      settings.push_back(abstraction);
      const Json run = run_rewritten(test::checked(settings), 4);
      const Json& kv = run["result"]["summary"]["kv"];
      CHECK(run["verified"] == 4 * 3 * 2 * 201);
      CHECK(run["verified"] == kv["lookups"]);
      // All but the first two steps' sets, and in the second the token written last.
      const bool reserved = more.front() != "llc.reservation.bytes=0";
      if (reserved) CHECK(kv["hits"] >= 3 * 2 * (2 * 201 + 1));
    }
  }
}

TEST_CASE("data: debug transport sees what the engine will see, and changes no result") {
  for (const std::string abstraction : kAbstractions) {
    for (const Settings& more : std::vector<Settings>{
             {"llc.reservation.lookup=step"},
             {"llc.reservation.lookup=sequential", "llc.reservation.bytes=200 KiB"},
             {"llc.reservation.granule_tokens=8"},
             {"llc.reservation.bytes=0"}}) {
      INFO(abstraction << ", " << more.front());
      Settings settings = slice(more);
      settings.push_back(abstraction);
      const Json looked_at = run_looked_at(test::checked(settings));
      const Json plain = run_rewritten(test::checked(settings), 4);
      CHECK(looked_at["fault"] == "");
      CHECK(looked_at["looks"] == 2 * 4 * 3 * 2 * 201);
      CHECK(looked_at["result"].dump() == plain["result"].dump());
    }
  }
}

TEST_CASE("simulation.check_data changes no file but the host's") {
  const ScratchFolder folder;
  run_to(folder.path("off"), "false");
  run_to(folder.path("on"), "true");
  for (const char* file : {"/result.json", "/steps.csv"}) {
    CHECK(content_of(folder.path("off") + file) == content_of(folder.path("on") + file));
  }
  const auto verified = [&folder](const std::string& run) {
    return Json::parse(content_of(folder.path(run + "/host.json")))["tokens_verified"]
        .get<std::int64_t>();
  };
  CHECK(verified("off") == 0);
  CHECK(verified("on") == 3 * 4 * 2048);
}

}  // namespace dsavp

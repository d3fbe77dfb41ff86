// The whole platform on a slice of a real trace, with random stalls on its sockets: whatever they are,
// each run ends, nothing is lost, the counts are those of the run without, and every socket keeps the
// base protocol. Configurations are as tight as they go, since that is where a wake-up that is lost
// leaves the machine at rest.
#include <catch2/catch.hpp>

#include "testbench/random_stalls/random_stalls.h"
#include "tests/integration/platform_test_util.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using Json = nlohmann::json;
using Settings = std::vector<std::string>;

constexpr std::uint64_t kSeeds = 10;
constexpr Bytes kTokenBytes = 512;

// Where stalls are, and of what.
struct Place {
  const char* name;
  const char* socket;  // null: all of them
  bool requests = true;
  bool responses = true;
};

constexpr Place kPlaces[] = {
    {"sequencer", "sequencer"},
    {"weight_streamer", "weight_streamer"},
    {"indexer", "indexer"},
    {"sparse_attention", "sparse_attention"},
    {"llc.data", "llc.data"},
    {"llc.control", "llc.control"},
    {"hbm", "hbm"},
    {"all sockets", nullptr},
    {"all sockets' requests", nullptr, true, false},
    {"all sockets' responses", nullptr, false, true},
};

struct Abstraction {
  const char* name;
  std::vector<std::string> settings;
};

const Abstraction kAbstractions[] = {{"at", {"simulation.abstraction=at"}},
                                     {"lt", {"simulation.abstraction=lt"}}};

// The stalls on the sockets of one platform, each with a checker towards its target.
class Stalls {
 public:
  Stalls(const Place& place, std::uint64_t seed) : place_(place), random_(seed) {}

  SocketInsertions insertions() {
    return [this](const std::string& socket) -> std::optional<InsertedModule> {
      if (place_.socket != nullptr && socket != place_.socket) return std::nullopt;
      StallConfig config;
      config.seed = random_.below(~std::uint64_t{0});
      config.longest = Picoseconds{1} << random_.between(10, 20);  // 1 ns to 1 us
      config.requests = place_.requests;
      config.responses = place_.responses;
      config.room = 1 + random_.below(4);
      config.reorder_responses = random_.one_in(3);
      stalls_.push_back(
          std::make_unique<RandomStalls>(sc_core::sc_gen_unique_name("stalls"), config));
      const bool interconnect = socket != "hbm" && socket != "llc.data" && socket != "llc.control";
      checkers_.push_back(std::make_unique<ProtocolChecker>(
          socket + ", behind its stalls",
          interconnect ? BehindSocket::kInterconnect : BehindSocket::kTarget));
      taps_.push_back(
          std::make_unique<SocketTap>(sc_core::sc_gen_unique_name("tap"), *checkers_.back()));
      stalls_.back()->to_target.bind(taps_.back()->from_initiator);
      return InsertedModule{stalls_.back()->from_initiator, taps_.back()->to_target};
    };
  }
  void finish() {
    for (const auto& checker : checkers_) checker->finish();
  }
  std::size_t in_flight() const {
    std::size_t sum = 0;
    for (const auto& stalls : stalls_) sum += stalls->in_flight();
    return sum;
  }
  std::uint64_t transactions() const {
    std::uint64_t sum = 0;
    for (const auto& stalls : stalls_) sum += stalls->transactions();
    return sum;
  }

 private:
  const Place place_;
  Random random_;
  std::vector<std::unique_ptr<RandomStalls>> stalls_;
  std::vector<std::unique_ptr<ProtocolChecker>> checkers_;
  std::vector<std::unique_ptr<SocketTap>> taps_;
};

// A layer of a few KiB of weights, in tight queues of the seed's choice.
Study tight_study(std::uint64_t seed, const std::string& lookup, const Abstraction& abstraction) {
  Random random(seed);
  const auto set = [](const std::string& key, std::int64_t value) {
    return key + "=" + std::to_string(value);
  };
  const auto one_of = [&random](std::vector<std::int64_t> values) {
    return values[random.below(values.size())];
  };
  Settings settings = {
      "trace.file=" DSA_TRACE_DIR "/code-16k-k512.h5",
      "workload.layers=2",
      "workload.steps=2",
      "model.hidden=256",
      "model.attention.query_heads=8",
      "model.attention.kv_heads=1",
      "model.attention.head_dim=64",
      "model.attention.kv_bytes=512",
      "model.ffn.width=512",
      "workload.tensor_parallel=1",
      "model.indexer.key_bytes=16",
      "indexer.stream.chunk_bytes=16 KiB",
      "weight_streamer.stream.chunk_bytes=64 KiB",
      "simulation.watchdog_us=5000",
      "simulation.watchdog_host_s=10",
      // What is not reserved holds no chunk, so that nothing hits but tokens.
      "llc.capacity_bytes=440 KiB",
      "llc.max_reserved_bytes=440 KiB",
      "llc.reservation.bytes=400 KiB",
      "llc.reservation.lookup=" + lookup,
      set("workload.batch", random.between(1, 2)),
      set("llc.queue_depth", one_of({1, 1, 2, 3, 64})),
      set("llc.misses_in_flight", one_of({1, 2, 2, 5, 64})),
      set("hbm.queue_depth", one_of({1, 1, 2, 3, 64})),
      set("hbm.scheduler_window", one_of({1, 2, 64})),
      set("sparse_attention.reads_in_flight", one_of({1, 2, 7, 4096})),
      set("weight_streamer.stream.chunks_in_flight", one_of({1, 3})),
      set("indexer.stream.chunks_in_flight", one_of({1, 4})),
      set("llc.reservation.granule_tokens", one_of({1, 1, 8})),
  };
  settings.insert(settings.end(), abstraction.settings.begin(), abstraction.settings.end());
  return test::quickstart(settings);
}

Json run_stalled(const Study& study, const Place* place, std::uint64_t seed) {
  return test::simulate([&]() -> Json {
    TraceSource source(study.config.trace.file, study.steps);
    Recorder recorder(study.layers, nullptr, {});
    ProtocolCheckers checkers;
    Stalls stalls(place == nullptr ? kPlaces[0] : *place, seed);
    Platform platform(study, source, recorder, checkers.observers(),
                      place == nullptr ? SocketInsertions{} : stalls.insertions());
    recorder.observe(platform);
    platform.run();
    source.rethrow_error();
    checkers.finish();
    stalls.finish();
    Json result(run_result(study, platform, recorder));
    result["stalled"] = stalls.transactions();
    result["in_stalls"] = stalls.in_flight();
    result["in_flight"] = platform.pool.in_use();
    result["tokens"] = platform.sparse_attention.reads();
    return result;
  });
}

// What holds in each run, whatever the order of its transactions.
void check_conserved(const Study& study, const Json& result) {
  const Json& s = result["summary"];
  const Json& kv = s["kv"];
  CHECK(result["in_flight"] == 0);
  CHECK(result["in_stalls"] == 0);
  CHECK(s["transactions"]["begun"] == s["transactions"]["ended"]);
  CHECK(kv["lookups"] == result["tokens"]);
  CHECK(kv["hits"].get<std::int64_t>() + kv["misses"].get<std::int64_t>() == kv["lookups"]);
  CHECK(s["llc"]["bytes_read_from_memory"] == s["hbm"]["bytes_read"]);
  CHECK(s["llc"]["bytes_written_to_memory"] == s["hbm"]["bytes_written"]);
  CHECK(s["hbm"]["bytes_written"] == s["bytes_appended"]);
  const Json& llc = s["llc"];
  const Json& parts = result["parts"];
  const bool pages = study.config.llc.reservation.granule_tokens > 1;
  const Bytes of_tokens =
      pages ? llc["page_bytes"].get<Bytes>() : kv["misses"].get<Bytes>() * kTokenBytes;
  CHECK(llc["ordinary_hits"] == 0);
  CHECK(llc["page_fetches"].get<std::int64_t>() + llc["joined_page_fetches"].get<std::int64_t>() ==
        (pages ? kv["fetches"].get<std::int64_t>() : 0));
  CHECK(s["hbm"]["bytes_read"] == of_tokens + parts["weight_streamer"]["bytes"].get<Bytes>() +
                                      parts["indexer"]["bytes"].get<Bytes>());
  const double end = s["simulated_time_us"];
  for (const auto& [name, part] : result["parts"].items()) {
    INFO(name);
    CHECK(part["busy_us"].get<double>() + part["stalled_us"].get<double>() +
              part["idle_us"].get<double>() ==
          Approx(end).epsilon(1e-12));
  }
}

// A run without stalls and one with them at each place, for each seed.
template <class Check>
void for_each_run(const std::string& lookup, std::uint64_t seeds, Check&& check) {
  for (const Abstraction& abstraction : kAbstractions) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Study study = tight_study(seed, lookup, abstraction);
      const Json free = run_stalled(study, nullptr, seed);
      for (const Place& place : kPlaces) {
        INFO(abstraction.name << ", seed " << seed << ", stalls at " << place.name);
        Json stalled;
        CHECK_NOTHROW(stalled = run_stalled(study, &place, seed));
        if (stalled.is_null()) continue;
        CHECK(stalled["stalled"] > 0);
        check_conserved(study, stalled);
        check(free, stalled);
      }
    }
  }
}

}  // namespace

TEST_CASE("stalls change no count under step look-up", "[stalls][long]") {
  for_each_run("step", kSeeds, [](const Json& free, const Json& stalled) {
    CHECK(stalled["summary"]["kv"] == free["summary"]["kv"]);
    CHECK(stalled["summary"]["hbm"]["bytes_read"] == free["summary"]["hbm"]["bytes_read"]);
    CHECK(stalled["summary"]["hbm"]["bytes_written"] == free["summary"]["hbm"]["bytes_written"]);
    // Other orders at the memory may be a little faster, but no stall makes time.
    CHECK(stalled["summary"]["simulated_time_us"].get<double>() >
          0.99 * free["summary"]["simulated_time_us"].get<double>());
  });
}

// In tokens alone: of pages, those under way are joined by whoever comes meanwhile.
TEST_CASE("stalls lose nothing under sequential look-up", "[stalls]") {
  for_each_run("sequential", kSeeds / 2, [](const Json& free, const Json& stalled) {
    CHECK(stalled["summary"]["kv"]["lookups"] == free["summary"]["kv"]["lookups"]);
    CHECK(stalled["tokens"] == free["tokens"]);
    CHECK(stalled["summary"]["hbm"]["bytes_written"] == free["summary"]["hbm"]["bytes_written"]);
  });
}

}  // namespace dsavp

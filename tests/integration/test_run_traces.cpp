// Traces of a run's own transactions: `dsa-vp run --trace-transactions` and `--vcd`.
#include <bitset>
#include <sstream>

#include "tests/support/vcd_reader.h"
#include "tests/unit/transaction_trace/transaction_trace_test_util.h"

namespace dsavp::run_traces_test {
namespace {

using namespace transaction_test;
using Catch::Contains;

Outcome run(const ScratchFolder& folder, const std::string& more, const std::string& to = "out",
            const std::string& size = "--set workload.steps=2 --set workload.layers=3") {
  return dsa_vp(folder, "run " DSA_CONFIG_DIR "/studies/quickstart.yaml " + size + " --output " +
                            folder.path(to) + " " + more);
}

Json result_of(const ScratchFolder& folder) {
  return Json::parse(content_of(folder.path("out/result.json")));
}

// A column of steps.csv at a step.
double column(const ScratchFolder& folder, const std::string& name, int step) {
  std::istringstream text(content_of(folder.path("out/steps.csv")));
  std::string header, line;
  std::getline(text, header);
  for (int i = 0; i <= step; ++i) std::getline(text, line);
  std::istringstream names(header), values(line);
  for (std::string key, value; std::getline(names, key, ',') && std::getline(values, value, ',');) {
    if (key == name) return std::stod(value);
  }
  FAIL("no column " << name);
  return 0;
}

struct Slices {
  explicit Slices(const std::string& path) {
    const std::map<int, std::string> names = process_names(path);
    for (const Json& slice : events_of(path, "X")) {
      of[names.at(slice["pid"].get<int>())].push_back(slice);
    }
  }
  std::int64_t bytes(const std::string& part, const std::string& name) const {
    std::int64_t sum = 0;
    for (const Json& slice : of.at(part)) {
      if (slice["name"] == name) sum += slice["args"]["bytes"].get<std::int64_t>();
    }
    return sum;
  }
  std::int64_t time_ns(const std::string& name) const {
    std::int64_t sum = 0;
    for (const Json& slice : of.at("program")) {
      if (slice["name"].get<std::string>().rfind(name, 0) == 0) {
        sum += end_of(slice) - begin_of(slice);
      }
    }
    return sum;
  }
  std::map<std::uint64_t, Json> by_id(const std::string& part) const {
    std::map<std::uint64_t, Json> found;
    for (const Json& slice : of.at(part)) found[slice["args"]["id"].get<std::uint64_t>()] = slice;
    return found;
  }

  std::map<std::string, std::vector<Json>> of;  // by process
};

const std::vector<std::string> kMakers = {"sequencer", "weight_streamer", "indexer",
                                          "sparse_attention, request 0"};

// How many of `inner` have no slice of the same transaction in `outer` that encloses them.
int outside(const std::map<std::uint64_t, Json>& inner,
            const std::map<std::uint64_t, Json>& outer) {
  int count = 0;
  for (const auto& [id, slice] : inner) {
    const auto around = outer.find(id);
    count += around == outer.end() || begin_of(slice) < begin_of(around->second) ||
             end_of(slice) > end_of(around->second);
  }
  return count;
}

}  // namespace

TEST_CASE("the transactions of a step agree with the run's results") {
  const ScratchFolder folder;
  const int step = GENERATE(0, 1);
  const Outcome outcome =
      run(folder, "--trace-transactions " + folder.path("t.json") + " --trace-steps " +
                      std::to_string(step) + ":" + std::to_string(step));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  const Slices slices(folder.path("t.json"));
  const std::string engine = kMakers[3];
  CHECK(double(slices.of.at(engine).size()) == column(folder, "lookups", step));
  CHECK(double(slices.bytes(engine, "read")) == column(folder, "lookups", step) * 512);
  CHECK(double(slices.bytes("hbm", "read")) == column(folder, "hbm_bytes_read", step));
  CHECK(double(slices.bytes("hbm", "write")) == column(folder, "hbm_bytes_written", step));
  const Json result = result_of(folder);
  for (const char* unit : {"weight_streamer", "sparse_attention"}) {
    const std::string track = unit == std::string("sparse_attention") ? engine : unit;
    CHECK(2 * slices.bytes(track, "read") == result["parts"][unit]["bytes"].get<std::int64_t>());
  }
  // Phases: to within the ns that rounding takes from each of at most 3 layers x 6 ends.
  const auto near_to = [&](const char* name, const char* figure) {
    CHECK(double(slices.time_ns(name)) / 1e3 ==
          Approx(column(folder, figure, step)).margin(0.02).epsilon(0));
  };
  near_to("step ", "step_time_us");
  near_to("layer ", "step_time_us");
  near_to("weights", "weights_us");
  near_to("append", "append_us");
  near_to("indexer", "indexer_us");
  near_to("gather", "gather_us");
  near_to("attention", "attention_us");
}

TEST_CASE("what a transaction does at memory lies within what it does at the LLC and its maker") {
  const ScratchFolder folder;
  REQUIRE(run(folder, "--trace-transactions " + folder.path("t.json")).status == 0);
  const std::string path = folder.path("t.json");
  const Slices slices(path);
  const auto hbm = slices.by_id("hbm");
  const auto llc = slices.by_id("llc.data");
  std::map<std::uint64_t, Json> made;
  std::map<std::string, std::vector<Json>> phases;
  for (const Json& slice : slices.of.at("program")) phases[slice["name"]].push_back(slice);
  for (const std::string& maker : kMakers) {
    for (const auto& [id, slice] : slices.by_id(maker)) {
      CHECK(made.emplace(id, slice).second);
    }
  }
  CHECK(outside(hbm, llc) == 0);
  CHECK(outside(llc, made) == 0);
  CHECK(outside(slices.by_id("llc.control"), made) == 0);
  CHECK(overlaps(events_of(path, "X")) == 0);
  // As many flows as accesses of memory, and from what their makers sent to what memory did.
  const std::vector<Json> from = events_of(path, "s");
  const std::vector<Json> to = events_of(path, "f");
  CHECK(from.size() == hbm.size());
  REQUIRE(to.size() == from.size());
  int astray = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const auto id = from[i]["id"].get<std::uint64_t>();
    astray += to[i]["id"] != id || thread_of(from[i]) != thread_of(made.at(id)) ||
              thread_of(to[i]) != thread_of(hbm.at(id)) || from[i]["ts"] != made.at(id)["ts"] ||
              to[i]["ts"] != hbm.at(id)["ts"];
  }
  CHECK(astray == 0);
  // The engine reads in the gathers of its layer, and nowhere else.
  REQUIRE(phases["gather"].size() == 3);
  int strays = 0;
  for (const Json& read : slices.of.at(kMakers[3])) {
    const Json& gather = phases["gather"][read["args"]["layer"].get<std::size_t>()];
    strays += begin_of(read) < begin_of(gather) || end_of(read) > end_of(gather);
  }
  CHECK(strays == 0);
}

TEST_CASE("pages are transactions of the LLC's own") {
  const ScratchFolder folder;
  REQUIRE(run(folder, "--set llc.reservation.granule_tokens=16 --trace-transactions " +
                          folder.path("t.json"))
              .status == 0);
  const Slices slices(folder.path("t.json"));
  std::int64_t pages = 0, bytes = 0;
  for (const Json& slice : slices.of.at("hbm")) {
    if (slice["args"]["owner"] != "llc") continue;
    ++pages;
    bytes += slice["args"]["bytes"].get<std::int64_t>();
  }
  CHECK(pages > 100);
  CHECK(bytes > pages * 512);
  CHECK(double(slices.bytes("hbm", "read")) == column(folder, "hbm_bytes_read", 0));
}

TEST_CASE("a trace changes nothing, and is the same bytes each time") {
  const ScratchFolder folder;
  const std::string traced = " --trace-steps 0:1 --trace-transactions ";
  REQUIRE(run(folder, "", "plain").status == 0);
  REQUIRE(run(folder, traced + folder.path("a.json") + " --vcd " + folder.path("a.vcd")).status ==
          0);
  REQUIRE(run(folder, traced + folder.path("b.json") + " --vcd " + folder.path("b.vcd")).status ==
          0);
  for (const char* name : {"result.json", "steps.csv", "effective.yaml"}) {
    CHECK(content_of(folder.path("plain/") + name) == content_of(folder.path("out/") + name));
  }
  CHECK(content_of(folder.path("a.json")) == content_of(folder.path("b.json")));
  CHECK(content_of(folder.path("a.vcd")) == content_of(folder.path("b.vcd")));
  const Slices both(folder.path("a.json"));
  CHECK(double(both.bytes("hbm", "read")) ==
        column(folder, "hbm_bytes_read", 0) + column(folder, "hbm_bytes_read", 1));
}

TEST_CASE("a trace ends at its limit and says so") {
  const ScratchFolder folder;
  const Outcome outcome =
      run(folder, "--trace-limit 1000 --trace-transactions " + folder.path("t.json"));
  CHECK(outcome.status == 0);
  CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
  CHECK_THAT(outcome.err, Contains("t.json: holds 1000 events"));
  std::size_t events = 0;
  for (const char* phase : {"X", "s", "f"})
    events += events_of(folder.path("t.json"), phase).size();
  CHECK(events <= 1000);
  CHECK(events >= 998);
  CHECK(events_of(folder.path("t.json"), "i").size() == 1);
}

TEST_CASE("a dump of occupancies agrees with the transactions") {
  const ScratchFolder folder;
  REQUIRE(run(folder,
              "--vcd " + folder.path("o.vcd") + " --trace-transactions " + folder.path("t.json"))
              .status == 0);
  const test::VcdFile read = test::read_vcd(content_of(folder.path("o.vcd")));
  CHECK(read.timescale == "1ps");
  CHECK(read.times_increase);
  CHECK(read.values.size() == 7);
  for (const auto& [name, signal] : read.values) {
    INFO(name);
    for (const auto& [time, value] : signal.changes) REQUIRE(value >= 0);
    CHECK(signal.changes.rbegin()->second == 0);
  }
  // What LLC and HBM hold is inside of what the makers wait for.
  const auto at = [&read](const char* name, std::int64_t time) {
    return read.values.at(std::string("outstanding.") + name).at(time);
  };
  int wrong = 0;
  for (const auto& [time, value] : read.values.at("outstanding.hbm").changes) {
    const std::int64_t waited_for = at("sequencer", time) + at("weight_streamer", time) +
                                    at("indexer", time) + at("sparse_attention", time);
    wrong += value > at("llc_data", time) || at("llc_data", time) > waited_for;
  }
  CHECK(wrong == 0);
  // The time that transactions spend at a socket, all together, is the occupancy's integral.
  const Slices slices(folder.path("t.json"));
  for (const auto& [part, name] : {std::pair<std::string, std::string>{"hbm", "hbm"},
                                   {"llc.data", "llc_data"},
                                   {"sparse_attention, request 0", "sparse_attention"}}) {
    double transactions = 0, integral = 0;
    for (const Json& slice : slices.of.at(part))
      transactions += double(end_of(slice) - begin_of(slice));
    const auto& changes = read.values.at("outstanding." + std::string(name)).changes;
    for (auto change = changes.begin(); std::next(change) != changes.end(); ++change) {
      integral += double(std::next(change)->first - change->first) * double(change->second) / 1e3;
    }
    INFO(part);
    // Each slice is within a ns of its transaction.
    CHECK(integral == Approx(transactions).margin(double(slices.of.at(part).size())).epsilon(0));
  }
}

namespace {

// A run of one small step with the states of banks beside its transactions, and one without.
test::VcdFile dump_of_banks(const ScratchFolder& folder, const std::string& more) {
  const std::string size = "--set workload.steps=2 --set workload.layers=2 " + more;
  const Outcome outcome =
      run(folder, "--vcd-banks --trace-steps 1:1 --vcd " + folder.path("b.vcd"), "out", size);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  REQUIRE(run(folder, "", "plain", size).status == 0);
  for (const char* name : {"result.json", "steps.csv", "effective.yaml"}) {
    CHECK(content_of(folder.path("plain/") + name) == content_of(folder.path("out/") + name));
  }
  return test::read_vcd(content_of(folder.path("b.vcd")));
}

// How often a signal has a value other than 0 from a time on, and whether it was ever unknown
// between its first and its last known value.
struct SignalUse {
  explicit SignalUse(const test::VcdSignal& signal) {
    for (const auto& [time, value] : signal.changes) {
      (value == test::kVcdUnknown ? unknown : value != 0 ? set : zero) += 1;
      any |= value == test::kVcdUnknown ? 0 : value;
    }
    first = signal.changes.begin()->second;
    last = signal.changes.rbegin()->second;
  }
  int unknown = 0, set = 0, zero = 0;
  std::int64_t any = 0, first = 0, last = 0;
};

}  // namespace

TEST_CASE("a dump of banks shows rows, refreshes and streams of the step") {
  const ScratchFolder folder;
  const std::string refresh = GENERATE("per-bank", "all-bank");
  const test::VcdFile read =
      dump_of_banks(folder, "--set hbm.refresh=" + refresh +
                                (refresh == "all-bank" ? " --set hbm.page_policy=closed" : ""));
  CHECK(read.times_increase);
  REQUIRE(read.values.size() == 7 + 160 * 3);
  const std::int64_t all = 0xffffffff;
  std::int64_t opened = 0;
  for (int i = 0; i < 160; ++i) {
    const std::string scope = "hbm.stack" + std::to_string(i / 32) + "_channel" +
                              std::to_string(i / 2 % 16) + "_pc" + std::to_string(i % 2) + ".";
    INFO(scope);
    const test::VcdSignal& banks = read.values.at(scope + "open_banks");
    const test::VcdSignal& refreshing = read.values.at(scope + "refreshing");
    const test::VcdSignal& streaming = read.values.at(scope + "streaming");
    CHECK(banks.width == 32);
    CHECK(refreshing.width == 32);
    CHECK(streaming.width == 1);
    const SignalUse open(banks), refreshed(refreshing), streamed(streaming);
    for (const SignalUse& use : {open, refreshed, streamed}) {
      CHECK(use.first == test::kVcdUnknown);  // before the step
      CHECK(use.last == test::kVcdUnknown);   // after it
    }
    CHECK(refreshed.unknown == 2);
    CHECK(streamed.unknown == 2);
    CHECK(streamed.set > 0);
    CHECK(open.set > 0);
    opened |= open.any;
    CHECK(refreshed.any == all);
    // Which rows a stream has open is not known, and of no other time in the step.
    const std::int64_t begin = std::next(streaming.changes.begin())->first;
    const std::int64_t end = streaming.changes.rbegin()->first;
    int wrong = 0;
    for (const auto& [time, value] : banks.changes) {
      if (time < begin || time >= end) continue;
      wrong += (value == test::kVcdUnknown) != (streaming.at(time) == 1);
    }
    for (const auto& [time, value] : refreshing.changes) {
      wrong += refresh == "all-bank" && value > 0 && value != all;
    }
    CHECK(wrong == 0);
  }
  CHECK(std::bitset<32>(static_cast<std::uint64_t>(opened)).count() > 16);
}

TEST_CASE("wrong traces of a run are refused in a line") {
  const ScratchFolder folder;
  const std::string file = "--trace-transactions " + folder.path("t.json");
  for (const char* window :
       {"0:2", "1", "1:0", "a:1", "0:1x", ":", "-1:0", "0:99999999999999999999"}) {
    INFO(window);
    check_refused(run(folder, file + " --trace-steps=" + window), 2, Contains("--trace-steps"));
  }
  check_refused(run(folder, "--trace-steps 0:0"), 2, Contains("--trace-transactions"));
  check_refused(run(folder, "--trace-limit 10"), 2, Contains("--trace-transactions"));
  check_refused(run(folder, file + " --trace-limit 0"), 2, Contains("--trace-limit"));
  check_refused(run(folder, "--trace-transactions " + folder.path("no/t.json")), 1,
                Contains("no/t.json"));
  check_refused(run(folder, "--vcd " + folder.path("")), 1, Contains("directory"));
  check_refused(run(folder, file + " --vcd " + folder.path("t.json")), 2, Contains("--vcd"));
  check_refused(run(folder, file + " --vcd-banks"), 2, Contains("--vcd-banks"));
  check_refused(
      run(folder, "--vcd-banks --set simulation.abstraction=lt --vcd " + folder.path("o.vcd")), 2,
      Contains("simulation.abstraction: at"));
  CHECK_FALSE(std::filesystem::exists(folder.path("t.json")));
}

TEST_CASE("a gather has a track for each request") {
  const ScratchFolder folder;
  REQUIRE(run(folder, "--trace-transactions " + folder.path("t.json"), "out",
              "--set workload.steps=1 --set workload.layers=2 --set workload.batch=2")
              .status == 0);
  const Slices slices(folder.path("t.json"));
  for (int request = 0; request < 2; ++request) {
    const auto& reads = slices.of.at("sparse_attention, request " + std::to_string(request));
    CHECK(double(reads.size()) == column(folder, "lookups", 0) / 2);
    CHECK(std::all_of(reads.begin(), reads.end(),
                      [request](const Json& read) { return read["args"]["request"] == request; }));
  }
  const Json result = result_of(folder);
  CHECK(slices.bytes("indexer", "read") == result["parts"]["indexer"]["bytes"].get<std::int64_t>());
  CHECK(slices.bytes("sequencer", "write") - slices.bytes("llc.control", "write") ==
        result["summary"]["bytes_appended"].get<std::int64_t>());
}

TEST_CASE("a file that grows too large ends the run with a line") {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder.path("t"));
  const Outcome outcome =
      shell(folder, "trap '' XFSZ; ulimit -f 200; " DSA_VP " run " DSA_CONFIG_DIR
                    "/studies/quickstart.yaml --set workload.steps=1 --output " +
                        folder.path("out") + " --trace-transactions " + folder.path("t/t.json"));
  check_refused(outcome, 1, Contains("t.json"));
  CHECK(std::filesystem::is_empty(folder.path("t")));
  CHECK(std::filesystem::is_empty(folder.path("out")));
}

TEST_CASE("a failed or interrupted run leaves no trace") {
  const ScratchFolder folder;
  const std::string traces =
      "--trace-transactions " + folder.path("t/t.json") + " --vcd " + folder.path("t/o.vcd");
  std::filesystem::create_directories(folder.path("t"));
  const auto left = [&folder] {
    return std::distance(std::filesystem::directory_iterator(folder.path("t")), {});
  };
  check_refused(run(folder, "--set simulation.payload_limit=1000 " + traces), 1,
                Contains("payload_limit"));
  CHECK(left() == 0);
  // Once the folder holds the first temporary file, the run is under way.
  const std::string out = folder.path("long");
  const Outcome outcome =
      shell(folder, DSA_VP " run " DSA_CONFIG_DIR "/studies/quickstart.yaml --output " + out + " " +
                        traces + " & pid=$!; until [ -n \"$(ls -A " + folder.path("t") +
                        ")\" ]; do sleep 0.05; done; sleep 0.3; kill -INT $pid; wait $pid");
  check_refused(outcome, 1, Contains("interrupted after"));
  CHECK(left() == 0);
}

}  // namespace dsavp::run_traces_test

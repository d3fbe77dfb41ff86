#include <catch2/catch.hpp>
#include <set>

#include "testbench/transaction_trace/transaction_trace.h"
#include "tests/unit/random.h"
#include "tests/unit/transaction_trace/transaction_trace_test_util.h"

namespace dsavp {
namespace {

using namespace transaction_test;
using Tracks = TransactionTrace::Tracks;
using Row = TransactionTrace::Row;

constexpr std::int64_t kMany = 1'000'000;

struct Interval {
  Picoseconds begin;
  Picoseconds end;
};

std::vector<Interval> random_intervals(Random& random, int count) {
  std::vector<Interval> intervals;
  for (int i = 0; i < count; ++i) {
    const auto begin = static_cast<Picoseconds>(random.below(20'000));
    intervals.push_back({begin, begin + static_cast<Picoseconds>(random.below(5'000))});
  }
  return intervals;
}

// How many of half-open intervals hold one point, at most: some interval begins there.
int most_overlapping(const std::vector<Interval>& intervals) {
  int most = 0;
  for (const Interval& at : intervals) {
    int here = 0;
    for (const Interval& other : intervals) {
      here += other.begin <= at.begin && at.begin < other.end;
    }
    most = std::max(most, here);
  }
  return most;
}

}  // namespace

TEST_CASE("lanes hold intervals without overlap, in as few as those overlap") {
  Random random(7);
  for (int round = 0; round < 100; ++round) {
    std::vector<Interval> intervals = random_intervals(random, 1 + int(random.below(200)));
    for (Interval& interval : intervals) interval.end += 1;  // none without length
    const bool by_end = round % 2 == 0;
    if (by_end) {
      std::sort(intervals.begin(), intervals.end(),
                [](const Interval& a, const Interval& b) { return a.end < b.end; });
    }
    LanePacker packer;
    std::vector<int> lanes;
    for (const Interval& i : intervals) lanes.push_back(packer.place(i.begin, i.end));
    int clashes = 0;
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        clashes += lanes[i] == lanes[j] && intervals[i].begin < intervals[j].end &&
                   intervals[j].begin < intervals[i].end;
      }
    }
    CHECK(clashes == 0);
    if (by_end) CHECK(packer.lanes() == most_overlapping(intervals));
  }
}

TEST_CASE("a trace of random transactions is JSON without overlaps in a lane") {
  const ScratchFolder folder;
  Random random(11);
  TransactionTrace trace(folder.path("t.json"), kMany);
  trace.add_socket("engine", Tracks::kOnePerRequest, false);
  std::uint64_t id = 0;
  for (const Interval& i : random_intervals(random, 2000)) {
    TransactionRecord record = make_record(0, ++id, true, i.begin, i.end);
    record.request = int(random.below(3));
    record.bytes = 64;
    trace.ended(record, i.end);
  }
  trace.publish();
  const std::vector<Json> slices = events_of(folder.path("t.json"), "X");
  CHECK(slices.size() == 2000);
  CHECK(overlaps(slices) == 0);
  const std::map<int, std::string> names = process_names(folder.path("t.json"));
  REQUIRE(names.size() == 4);
  std::set<int> requests;
  for (const Json& slice : slices) {
    const int request = slice.at("args").at("request").get<int>();
    requests.insert(request);
    CHECK(names.at(slice.at("pid").get<int>()) == "engine, request " + std::to_string(request));
  }
  CHECK(requests == std::set<int>{0, 1, 2});
}

TEST_CASE("an event says what the record says, in us rounded down to ns") {
  const ScratchFolder folder;
  TransactionTrace trace(folder.path("t.json"), kMany);
  trace.add_socket("hbm", Tracks::kOne, true);
  TransactionRecord record = make_record(0, 9, true, 1'234'567'899, 1'234'570'000);
  record.write = true;
  record.end_request = record.begin + 1500;
  record.address = 0xabc0;
  record.bytes = 512;
  record.layer = 3;
  record.request = 1;
  record.owner = "a \"quoted\\\" part\n\x01";
  record.status = "burst error";
  trace.ended(record, record.begin_response);
  trace.phase(Row::kPhase, "gather \"x\"", 0, 2000);
  trace.phase(Row::kPhase, "of no length", 5000, 5000);
  trace.publish();
  const std::string text = content_of(folder.path("t.json"));
  CHECK_THAT(text, Catch::Contains("\"ts\":1234.567,\"dur\":0.003"));
  const std::vector<Json> slices = events_of(folder.path("t.json"), "X");
  REQUIRE(slices.size() == 2);
  CHECK(slices[0].at("name") == "write");
  const Json& arguments = slices[0].at("args");
  CHECK(arguments == Json{{"id", 9},
                          {"address", "0xabc0"},
                          {"bytes", 512},
                          {"layer", 3},
                          {"request", 1},
                          {"accepted_after_ns", 1.5},
                          {"status", "burst error"},
                          {"owner", record.owner}});
  CHECK(slices[1].at("name") == "gather \"x\"");
}

TEST_CASE("flows lead from the maker's slice to the memory's and have both ends in slices") {
  const ScratchFolder folder;
  Random random(3);
  TransactionTrace trace(folder.path("t.json"), kMany);
  trace.add_socket("engine", Tracks::kOne, false);
  trace.add_socket("llc", Tracks::kOne, false);
  trace.add_socket("hbm", Tracks::kOne, true);
  int misses = 0;
  for (std::uint64_t id = 1; id <= 500; ++id) {
    const auto begin = static_cast<Picoseconds>(random.below(1'000'000));
    if (random.below(2) == 0) {
      trace.ended(make_record(2, id, false, begin + 2000, begin + 9000), 0);
      ++misses;
    }
    trace.ended(make_record(1, id, false, begin + 1000, begin + 10'000), 0);
    trace.ended(make_record(0, id, true, begin, begin + 11'000), 0);
  }
  trace.ended(make_record(2, 501, true, 5, 6000), 0);  // a page that the LLC fetches
  trace.publish();

  const std::string path = folder.path("t.json");
  const std::map<int, std::string> names = process_names(path);
  std::map<std::pair<std::string, std::uint64_t>, Json> slices;
  for (const Json& slice : events_of(path, "X")) {
    slices[{names.at(slice["pid"].get<int>()), slice["args"]["id"].get<std::uint64_t>()}] = slice;
  }
  std::map<std::uint64_t, int> ends;
  for (const char* phase : {"s", "f"}) {
    for (const Json& end : events_of(path, phase)) {
      const auto id = end.at("id").get<std::uint64_t>();
      const Json& slice = slices.at({*phase == 's' ? "engine" : "hbm", id});
      CHECK(thread_of(end) == thread_of(slice));
      CHECK(begin_of(slice) == ns_of(end.at("ts")));
      ++ends[id];
    }
  }
  CHECK(ends.size() == std::size_t(misses));
  for (const auto& [id, count] : ends) CHECK(count == 2);
}

TEST_CASE("from its limit on, a trace only says that it has reached it") {
  const ScratchFolder folder;
  const std::int64_t limit = 10;
  TransactionTrace trace(folder.path("t.json"), limit);
  trace.add_socket("engine", Tracks::kOne, false);
  trace.add_socket("hbm", Tracks::kOne, true);
  for (std::uint64_t id = 1; id <= 100; ++id) {  // 4 events each
    trace.ended(make_record(1, id, false, 1000, 2000), 7000);
    trace.ended(make_record(0, id, true, 0, 3000), 7000);
  }
  CHECK(trace.limit_reached());
  trace.publish();
  const std::string path = folder.path("t.json");
  CHECK(events_of(path, "X").size() == 5);  // two whole transactions, and one's way to memory
  CHECK(events_of(path, "s").size() == 2);
  CHECK(events_of(path, "f").size() == 2);
  const std::vector<Json> said = events_of(path, "i");
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0].at("name").get<std::string>(), Catch::Contains("limit of 10 events"));
  CHECK(ns_of(said[0].at("ts")) == 7);
}

TEST_CASE("a trace that holds as many events as it may is whole") {
  const ScratchFolder folder;
  TransactionTrace trace(folder.path("t.json"), 1);
  trace.add_socket("engine", Tracks::kOne, false);
  trace.ended(make_record(0, 1, true, 0, 3000), 0);
  CHECK_FALSE(trace.limit_reached());
  trace.publish();
  CHECK(events_of(folder.path("t.json"), "i").empty());
}

TEST_CASE("a trace that is not published leaves no file, and a wrong path is refused") {
  const ScratchFolder folder;
  {
    TransactionTrace trace(folder.path("t.json"), kMany);
    trace.phase(Row::kStep, "step 0", 0, 1000);
  }
  CHECK(folder.names().empty());
  CHECK_THROWS_WITH(TransactionTrace(folder.path("no/folder.json"), kMany),
                    Catch::Contains("no/folder.json"));
}

}  // namespace dsavp

#include <catch2/catch.hpp>

#include "testbench/transaction_trace/occupancy_vcd.h"
#include "tests/support/vcd_reader.h"
#include "tests/unit/random.h"
#include "tests/unit/transaction_trace/transaction_trace_test_util.h"

namespace dsavp {
namespace {

using namespace transaction_test;

struct Call {
  Picoseconds now;
  TransactionRecord record;
  bool begins;
};

// Transactions whose two calls come before their times, by a random delay.
std::vector<Call> random_calls(Random& random, int sockets, int count) {
  std::vector<Call> calls;
  for (int i = 0; i < count; ++i) {
    const auto begin = static_cast<Picoseconds>(random.below(3000));
    const auto end = begin + static_cast<Picoseconds>(random.below(400));
    const auto ahead = [&](Picoseconds time) {
      return std::max<Picoseconds>(0, time - static_cast<Picoseconds>(random.below(300)));
    };
    const TransactionRecord record =
        make_record(int(random.below(sockets)), std::uint64_t(i) + 1, true, begin, end);
    const Picoseconds told = ahead(begin);
    calls.push_back({told, record, true});
    calls.push_back({std::max(told, ahead(end)), record, false});
  }
  std::stable_sort(calls.begin(), calls.end(),
                   [](const Call& a, const Call& b) { return a.now < b.now; });
  return calls;
}

}  // namespace

TEST_CASE("a dump holds the number under way at every time, told ahead or not") {
  Random random(5);
  for (int round = 0; round < 20; ++round) {
    const ScratchFolder folder;
    const int sockets = 1 + int(random.below(3));
    std::vector<std::string> names;
    for (int i = 0; i < sockets; ++i) names.push_back("part." + std::to_string(i));
    ValueChangeDump file(folder.path("o.vcd"), 1);
    OccupancyVcd dump(file, 0, names);
    const std::vector<Call> calls = random_calls(random, sockets, 200);
    for (const Call& call : calls) {
      if (call.begins) {
        dump.began(call.record.socket, call.record.begin, call.now);
      } else {
        dump.ended(call.record, call.now);
      }
    }
    file.publish();

    const test::VcdFile read = test::read_vcd(content_of(folder.path("o.vcd")));
    CHECK(read.timescale == "1ps");
    CHECK(read.times_increase);
    REQUIRE(read.values.size() == std::size_t(sockets));
    int wrong = 0;
    for (int socket = 0; socket < sockets; ++socket) {
      const test::VcdSignal& signal = read.values.at("outstanding.part_" + std::to_string(socket));
      for (Picoseconds time = 0; time < 3500; time += 7) {
        std::int64_t expected = 0;
        for (const Call& call : calls) {
          expected += call.begins && call.record.socket == socket && call.record.begin <= time &&
                      time < call.record.begin_response;
        }
        wrong += signal.at(time) != expected;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a dump of many sockets gives each an identifier of its own") {
  const ScratchFolder folder;
  std::vector<std::string> names;
  for (int i = 0; i < 300; ++i) names.push_back("s" + std::to_string(i));
  ValueChangeDump file(folder.path("o.vcd"), 1);
  OccupancyVcd dump(file, 0, names);
  for (int i = 0; i < 300; ++i) dump.began(i, 10 + i, 0);
  file.publish();
  const test::VcdFile read = test::read_vcd(content_of(folder.path("o.vcd")));
  REQUIRE(read.values.size() == 300);
  for (int i = 0; i < 300; ++i) {
    const test::VcdSignal& signal = read.values.at("outstanding." + names[i]);
    CHECK(signal.at(9 + i) == 0);
    CHECK(signal.at(10 + i) == 1);
  }
}

}  // namespace dsavp

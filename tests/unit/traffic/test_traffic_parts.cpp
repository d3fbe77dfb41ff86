#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "testbench/hbm_traffic/latency_recorder.h"
#include "testbench/hbm_traffic/nearly_sorted_queue.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

TEST_CASE("latencies: the mean, and the percentiles of their nearest rank", "[traffic]") {
  LatencyRecorder recorder(100);
  std::vector<int> order;
  for (int i = 1; i <= 100; ++i) order.push_back(i);
  Random(3).shuffle(order);
  for (const int i : order) recorder.record(Picoseconds(i) * 1250);
  const LatencySummary summary = recorder.summarise();
  CHECK(summary.mean == Approx(50.5 * 1.25));
  CHECK(summary.p50 == 50 * 1.25);
  CHECK(summary.p95 == 95 * 1.25);
  CHECK(summary.p99 == 99 * 1.25);
}

TEST_CASE("latencies: percentiles of any number are what sorting finds", "[traffic]") {
  Random random(4);
  for (int round = 0; round < 50; ++round) {
    const auto count = static_cast<std::size_t>(random.between(1, 300));
    LatencyRecorder recorder(static_cast<std::int64_t>(count));
    std::vector<double> all;
    for (std::size_t i = 0; i < count; ++i) {
      all.push_back(double(random.below(500)));
      recorder.record(static_cast<Picoseconds>(all.back()) * 1000);
    }
    std::sort(all.begin(), all.end());
    const LatencySummary summary = recorder.summarise();
    CHECK(summary.p50 == all[(count * 50 + 99) / 100 - 1]);
    CHECK(summary.p95 == all[(count * 95 + 99) / 100 - 1]);
    CHECK(summary.p99 == all[(count * 99 + 99) / 100 - 1]);
  }
}

TEST_CASE("latencies: none recorded is none summarised", "[traffic]") {
  LatencyRecorder recorder(10);
  CHECK(recorder.summarise().mean == 0);
  CHECK(recorder.summarise().p99 == 0);
}

TEST_CASE("a nearly sorted queue gives back in order of time, then of coming", "[traffic]") {
  constexpr std::size_t kMost = 37;
  NearlySortedQueue<int> queue(kMost);
  std::multimap<Picoseconds, int> expected;  // keeps equals in order of insertion
  CHECK(queue.next_time() == kNever);
  Random random(5);
  for (int i = 0; i < 20000; ++i) {
    const bool full = expected.size() == kMost;
    if (expected.empty() || (!full && random.one_in(2))) {
      const auto time = static_cast<Picoseconds>(i + random.between(-20, 20));
      queue.push(time, i);
      expected.emplace(time, i);
    } else {
      REQUIRE(queue.next_time() == expected.begin()->first);
      REQUIRE(queue.pop() == expected.begin()->second);
      expected.erase(expected.begin());
    }
  }
}

}  // namespace
}  // namespace dsavp

// The small parts that all models share: units, queues, histogram and activity.

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "models/common/activity.h"
#include "models/common/histogram.h"
#include "models/common/ring_queue.h"
#include "models/common/timed_queue.h"
#include "models/common/units.h"
#include "tests/unit/random.h"

namespace dsavp {

TEST_CASE("nanoseconds round to the nearest picosecond", "[common][units]") {
  CHECK(from_ns(0) == 0);
  CHECK(from_ns(1) == 1000);
  CHECK(from_ns(0.0004) == 0);
  CHECK(from_ns(0.0006) == 1);
  CHECK(from_ns(3.3333) == 3333);
  CHECK(from_ns(1e9) == 1000000000000);
  CHECK(to_ns(1500) == 1.5);
  CHECK(to_us(2500000) == 2.5);
}

TEST_CASE("a transfer takes its bytes over its rate, rounded up", "[common][units]") {
  CHECK(TransferRate(1000).time_for(1) == 1);
  CHECK(TransferRate(1000).time_for(4096) == 4096);
  CHECK(TransferRate(2000).time_for(1) == 1);  // no transfer is free
  CHECK(TransferRate(1e6).time_for(1) == 1);
  CHECK(TransferRate(1).time_for(kGiB) == 1000 * Picoseconds{kGiB});
  CHECK(TransferRate(64).time_for(0) == 0);
  CHECK(TransferRate().time_for(kGiB) == 0);
}

TEST_CASE("the time of a transfer is within a picosecond per gibibyte", "[common][units]") {
  Random random(1);
  for (int i = 0; i < 20000; ++i) {
    const std::uint64_t gbps = 1 + random.below(random.one_in(2) ? 100 : 20000);
    const Bytes bytes = 1 + random.below(Bytes{1} << random.below(31));
    const auto time =
        static_cast<std::uint64_t>(TransferRate(static_cast<double>(gbps)).time_for(bytes));
    // The exact time is bytes * 1000 / gbps; the error is 1 ps at most before rounding up.
    CAPTURE(gbps, bytes, time);
    REQUIRE((time + 1) * gbps > bytes * 1000);
    REQUIRE(time * gbps < bytes * 1000 + 2 * gbps);
  }
}

TEST_CASE("times beyond 64-bit products stay right", "[common][units]") {
  // A pebibyte at 1 GB/s: its product with the time of a byte needs more than 64 bits.
  constexpr Bytes kPiB = kGiB << 20;
  CHECK(TransferRate(1).time_for(kPiB) == 1000 * Picoseconds{kPiB});
}

TEST_CASE("a ring queue agrees with a deque", "[common][ring_queue]") {
  Random random(2);
  RingQueue<int> queue;
  std::deque<int> naive;
  for (int i = 0; i < 50000; ++i) {
    // Long rises and falls, so that it grows while its content wraps around.
    const bool rising = (i / 500) % 2 == 0;
    if (naive.empty() || random.below(10) < (rising ? 7u : 4u)) {
      queue.push(i);
      naive.push_back(i);
    } else {
      REQUIRE(queue.front() == naive.front());
      REQUIRE(queue.pop() == naive.front());
      naive.pop_front();
    }
    REQUIRE(queue.size() == naive.size());
    REQUIRE(queue.empty() == naive.empty());
  }
}

TEST_CASE("queues hold what can only be moved", "[common][ring_queue][timed_queue]") {
  RingQueue<std::unique_ptr<int>> ring;
  TimedQueue<std::unique_ptr<int>> timed;
  for (int i = 0; i < 40; ++i) {
    ring.push(std::make_unique<int>(i));
    timed.push(100 - i, std::make_unique<int>(i));
  }
  for (int i = 0; i < 40; ++i) {
    REQUIRE(*ring.pop() == i);
    REQUIRE(*timed.pop() == 39 - i);
  }
}

TEST_CASE("a timed queue gives items by time and then in the order they came",
          "[common][timed_queue]") {
  Random random(3);
  TimedQueue<int> queue;
  std::multimap<Picoseconds, int> naive;  // keeps the order of insertion among equals
  CHECK(queue.next_time() == kNever);
  for (int i = 0; i < 50000; ++i) {
    if (naive.empty() || random.below(20) < 11) {
      const auto time = static_cast<Picoseconds>(random.below(50));
      queue.push(time, i);
      naive.emplace(time, i);
    } else {
      REQUIRE(queue.next_time() == naive.begin()->first);
      REQUIRE(queue.pop() == naive.begin()->second);
      naive.erase(naive.begin());
    }
    REQUIRE(queue.size() == naive.size());
    REQUIRE(queue.empty() == naive.empty());
  }
}

namespace {

// The smallest sample that at least `per_mille` of all do not exceed.
Picoseconds nearest_rank(const std::vector<Picoseconds>& sorted, std::size_t per_mille) {
  const std::size_t rank = (sorted.size() * per_mille + 999) / 1000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

// Up to each bucket's upper edge as many as have been counted, and all of them up to the last.
void check_buckets(const Histogram& histogram, const std::vector<Picoseconds>& sorted) {
  std::int64_t below = 0;
  Picoseconds last = -1;
  for (const Histogram::Bucket& bucket : histogram.filled()) {
    REQUIRE(bucket.count > 0);
    REQUIRE(bucket.upper > last);
    last = bucket.upper;
    below += bucket.count;
    const auto exact = std::upper_bound(sorted.begin(), sorted.end(), last) - sorted.begin();
    REQUIRE(below == exact);
  }
  CHECK(below == static_cast<std::int64_t>(sorted.size()));
  CHECK(last == sorted.back());
}

void check_percentiles(std::vector<Picoseconds> samples) {
  Histogram histogram;
  double sum = 0;
  for (const Picoseconds sample : samples) {
    histogram.record(sample);
    sum += double(sample);
  }
  std::sort(samples.begin(), samples.end());
  check_buckets(histogram, samples);
  CHECK(histogram.count() == static_cast<std::int64_t>(samples.size()));
  CHECK(histogram.max() == samples.back());
  CHECK(histogram.mean() == Approx(sum / double(samples.size())));
  CHECK(histogram.percentile(1) == samples.back());
  for (const std::size_t per_mille : {0, 250, 500, 900, 950, 990, 999, 1000}) {
    const Picoseconds exact = nearest_rank(samples, per_mille);
    const Picoseconds found = histogram.percentile(double(per_mille) / 1000);
    CAPTURE(samples.size(), per_mille, exact, found);
    REQUIRE(found >= exact);
    REQUIRE(found <= samples.back());
    REQUIRE(found - exact <= (exact - 1) / 64);  // in its bucket: 64 of them per octave
  }
}

}  // namespace

TEST_CASE("percentiles are within a bucket of the samples'", "[common][histogram]") {
  Random random(4);
  for (const int bits : {1, 6, 7, 12, 30, 50, 62}) {
    for (const std::size_t count : {1, 2, 3, 99, 1000, 4321}) {
      std::vector<Picoseconds> samples(count);
      for (Picoseconds& sample : samples) {
        const int octaves = random.between(1, bits);
        sample = static_cast<Picoseconds>(random.below(std::uint64_t{1} << octaves));
      }
      check_percentiles(samples);
    }
  }
}

TEST_CASE("every time falls in a bucket that holds it", "[common][histogram]") {
  for (int bit = 0; bit < 63; ++bit) {
    const Picoseconds edge = Picoseconds{1} << bit;
    for (const Picoseconds value : {edge - 1, edge, edge + 1, edge + edge / 3}) {
      Histogram histogram;
      histogram.record(value);
      histogram.record(std::numeric_limits<Picoseconds>::max());
      const Picoseconds found = histogram.percentile(0.5);
      REQUIRE(found >= value);
      REQUIRE(found - value <= (value - 1) / 64);
    }
  }
}

TEST_CASE("a histogram of small times is exact", "[common][histogram]") {
  Histogram histogram;
  for (Picoseconds i = 1; i <= 63; ++i) histogram.record(i);
  for (Picoseconds i = 1; i <= 63; ++i) {
    REQUIRE(histogram.percentile((double(i) - 0.5) / 63) == i);
  }
}

TEST_CASE("an empty histogram gives zeros", "[common][histogram]") {
  const Histogram histogram;
  CHECK(histogram.count() == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.max() == 0);
  CHECK(histogram.percentile(0) == 0);
  CHECK(histogram.percentile(1) == 0);
  CHECK(histogram.filled().empty());
}

TEST_CASE("a part without traffic is idle", "[common][activity]") {
  const ActivityTime time = TrafficActivity().at(1000);
  CHECK(time.busy == 0);
  CHECK(time.stalled == 0);
  CHECK(time.idle == 1000);
}

TEST_CASE("an end announced ahead counts when it happens", "[common][activity]") {
  TrafficActivity activity;
  activity.enter(10);
  activity.leave(50);
  CHECK(activity.at(30).busy == 20);
  CHECK(activity.at(30).idle == 10);
  CHECK(activity.at(80).busy == 40);
  activity.enter(40);  // before the first has ended: one period
  activity.leave(60);
  CHECK(activity.at(80).busy == 50);
  activity.enter(70);
  CHECK(activity.at(80).busy == 60);
  CHECK(activity.at(80).idle == 20);
}

namespace {

// Picosecond by picosecond.
struct Timeline {
  std::vector<char> active;
  std::vector<char> held;

  explicit Timeline(std::size_t length) : active(length), held(length) {}

  ActivityTime at(Picoseconds end) const {
    ActivityTime time;
    for (Picoseconds t = 0; t < end; ++t) {
      ++(held[t] ? time.stalled : active[t] ? time.busy : time.idle);
    }
    return time;
  }
};

void fill(std::vector<char>& line, Picoseconds from, Picoseconds until) {
  std::fill(line.begin() + from, line.begin() + until, char{1});
}

// One call of TrafficActivity, made at `when` and about the time `at`.
struct Call {
  Picoseconds when;
  void (TrafficActivity::*member)(Picoseconds);
  Picoseconds at;
};

// A transaction, perhaps held back for a part of its stay; its end is announced when it happens or
// ahead.
void add_transaction(Random& random, int length, Timeline& timeline, std::vector<Call>& calls) {
  const Picoseconds from = random.between(0, length);
  const Picoseconds until = from + random.between(0, static_cast<int>((length - from) / 5));
  fill(timeline.active, from, until);
  calls.push_back({from, &TrafficActivity::enter, from});
  Picoseconds announced = from;
  if (random.one_in(2)) {
    const auto span = static_cast<int>(until - from);
    const Picoseconds hold = from + random.between(0, span);
    const Picoseconds release = hold + random.between(0, static_cast<int>(until - hold));
    fill(timeline.held, hold, release);
    calls.push_back({hold, &TrafficActivity::hold, hold});
    calls.push_back({release, &TrafficActivity::release, release});
    announced = release;
  }
  announced += random.between(0, static_cast<int>(until - announced));
  calls.push_back({announced, &TrafficActivity::leave, until});
}

}  // namespace

TEST_CASE("busy, stalled and idle time agree with a timeline", "[common][activity]") {
  constexpr int kLength = 400;
  Random random(6);
  for (int round = 0; round < 300; ++round) {
    Timeline timeline(kLength);
    std::vector<Call> calls;
    const int transactions = random.between(0, 30);
    for (int i = 0; i < transactions; ++i) add_transaction(random, kLength, timeline, calls);
    std::stable_sort(calls.begin(), calls.end(),
                     [](const Call& a, const Call& b) { return a.when < b.when; });
    TrafficActivity activity;
    std::size_t made = 0;
    for (Picoseconds now = 0; now <= kLength; ++now) {
      for (; made < calls.size() && calls[made].when == now; ++made) {
        (activity.*calls[made].member)(calls[made].at);
      }
      const ActivityTime found = activity.at(now);
      const ActivityTime expected = timeline.at(now);
      REQUIRE(found.busy == expected.busy);
      REQUIRE(found.stalled == expected.stalled);
      REQUIRE(found.idle == expected.idle);
      REQUIRE(found.busy + found.stalled + found.idle == now);
    }
    REQUIRE(made == calls.size());
  }
}

}  // namespace dsavp

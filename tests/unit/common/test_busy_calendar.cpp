#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "models/common/busy_calendar.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

constexpr Picoseconds kBucket = BusyCalendar::kBucket;
constexpr Picoseconds kSpan = kBucket * BusyCalendar::kBuckets;

// The same resource with every bucket remembered, filled in the plainest way.
class Ledger {
 public:
  Picoseconds reserve(Picoseconds from, Picoseconds work) {
    for (std::int64_t bucket = from / kBucket;; ++bucket) {
      const Picoseconds begin = std::max(from, bucket * kBucket);
      const Picoseconds free = kBucket - taken_[bucket];
      const Picoseconds part = std::min({work, free, (bucket + 1) * kBucket - begin});
      taken_[bucket] += part;
      work -= part;
      if (work == 0) return std::max(begin + part, bucket * kBucket + taken_[bucket]);
    }
  }
  Picoseconds most_taken() const {
    Picoseconds most = 0;
    for (const auto& [bucket, taken] : taken_) most = std::max(most, taken);
    return most;
  }

 private:
  std::map<std::int64_t, Picoseconds> taken_;
};

}  // namespace

TEST_CASE("busy calendar: alone, work takes its own time, whenever it comes") {
  for (const Picoseconds from : {Picoseconds{0}, Picoseconds{1}, kBucket - 1, 10 * kSpan + 77}) {
    BusyCalendar calendar;
    CHECK(calendar.reserve(from, 0) == from);
    CHECK(calendar.reserve(from, 100) == from + 100);
  }
  BusyCalendar calendar;
  CHECK(calendar.reserve(5, 3 * kBucket) == 5 + 3 * kBucket);
  CHECK(calendar.reserve(40 * kBucket, 2 * kSpan) == 40 * kBucket + 2 * kSpan);
}

TEST_CASE("busy calendar: what comes in order of time ends as in a queue, within a bucket") {
  Random random(3);
  BusyCalendar calendar;
  Picoseconds now = 0;
  Picoseconds free = 0;
  for (int i = 0; i < 20000; ++i) {
    now += random.between(0, 3000);
    const Picoseconds work = random.between(1, 2500);
    free = std::max(free, now) + work;
    const Picoseconds end = calendar.reserve(now, work);
    CHECK(end >= now + work);
    CHECK(std::abs(end - free) <= kBucket);
  }
}

TEST_CASE("busy calendar: in any order, equal to a ledger that forgets nothing") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    BusyCalendar calendar;
    Ledger ledger;
    for (int i = 0; i < 2000; ++i) {
      // Later and later, with a disorder of a quarter of what is remembered.
      const Picoseconds from = i * 9000 + static_cast<Picoseconds>(random.below(kSpan / 4));
      const auto work = static_cast<Picoseconds>(random.below(seed % 2 == 0 ? 8000 : 3 * kBucket));
      const Picoseconds end = calendar.reserve(from, work);
      // Under an overload the backlog outgrows what is remembered.
      if (seed % 2 == 0) CHECK(end == ledger.reserve(from, work));
      CHECK(end >= from + work);
    }
    CHECK(ledger.most_taken() <= kBucket);
  }
}

TEST_CASE("busy calendar: an early access is not held up by a late one reserved before") {
  BusyCalendar calendar;
  calendar.reserve(100 * kBucket, kBucket);
  CHECK(calendar.reserve(0, 500) == 500);
}

TEST_CASE("busy calendar: what is too long past is done as soon as is remembered") {
  BusyCalendar calendar;
  calendar.reserve(3 * kSpan, 10);
  const Picoseconds end = calendar.reserve(0, 10);
  CHECK(end > 2 * kSpan);
  CHECK(end <= 3 * kSpan);
}

TEST_CASE("busy calendar: two that share a resource leave each other's time alone") {
  BusyCalendar streams;
  BusyCalendar tokens;
  streams.reserve(0, 4 * kBucket);
  CHECK(tokens.reserve(0, 100, &streams) == 4 * kBucket + 100);
  CHECK(tokens.reserve(0, 100) == 100);
  streams.reserve(10 * kBucket, kBucket / 2);
  Picoseconds end = 0;
  for (int i = 0; i < 10; ++i) end = tokens.reserve(10 * kBucket, kBucket / 10, &streams);
  CHECK(end > 11 * kBucket);
  CHECK(end <= 12 * kBucket);
}

}  // namespace dsavp

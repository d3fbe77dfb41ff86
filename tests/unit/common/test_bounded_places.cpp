#include <catch2/catch.hpp>
#include <set>
#include <vector>

#include "models/common/bounded_places.h"
#include "tests/unit/random.h"

namespace dsavp {

TEST_CASE("bounded places: who finds all taken gets the one that is free first") {
  BoundedPlaces<int> places(2);
  std::vector<int> left;
  const auto enter = [&](Picoseconds from) {
    return places.enter(from, [&](int who) { left.push_back(who); });
  };
  CHECK(enter(0) == 0);
  places.leave_at(100, 1);
  CHECK(enter(5) == 5);
  places.leave_at(50, 2);
  CHECK(places.taken() == 2);
  CHECK(enter(10) == 50);
  CHECK(left == std::vector<int>{2});
  places.leave_at(70, 3);
  CHECK(enter(200) == 200);
  CHECK(left == std::vector<int>{2, 3, 1});
  CHECK(places.taken() == 0);
}

TEST_CASE("bounded places: never more at a time than there are, and nobody waits for nothing") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const auto most = static_cast<std::size_t>(random.between(1, 9));
    BoundedPlaces<char> places(most);
    std::multiset<Picoseconds> ends;  // the oracle: who is still inside
    Picoseconds now = 0;
    for (int i = 0; i < 3000; ++i) {
      now += random.between(0, 20);
      Picoseconds expected = now;
      ends.erase(ends.begin(), ends.upper_bound(now));
      if (ends.size() >= most) {
        expected = *ends.begin();
        ends.erase(ends.begin());
      }
      const Picoseconds entered = places.enter(now, [](char) {});
      CHECK(entered == expected);
      const Picoseconds end = entered + random.between(1, 100);
      ends.insert(end);
      places.leave_at(end, 0);
      CHECK(places.taken() <= most);
    }
  }
}

}  // namespace dsavp

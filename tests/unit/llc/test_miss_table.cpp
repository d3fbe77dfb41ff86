#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "models/llc/miss_table.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

std::vector<int> end(MissTable<int>& table, Address address) {
  std::vector<int> woken;
  table.end(address, [&](int waiter) { woken.push_back(waiter); });
  return woken;
}

}  // namespace

TEST_CASE("a miss wakes the reads that joined it, the last one first", "[llc][miss_table]") {
  MissTable<int> table(4);
  table.begin(0x1000);
  table.begin(0x2000);
  CHECK(table.contains(0x1000));
  CHECK_FALSE(table.contains(0x3000));
  table.join(0x1000, 1);
  table.join(0x2000, 2);
  table.join(0x1000, 3);
  CHECK(end(table, 0x1000) == std::vector<int>{3, 1});
  CHECK_FALSE(table.contains(0x1000));
  CHECK(end(table, 0x2000) == std::vector<int>{2});
  CHECK_FALSE(table.contains(0x2000));
}

TEST_CASE("a miss that nobody joined wakes nobody", "[llc][miss_table]") {
  MissTable<int> table(1);
  table.begin(0);
  CHECK(end(table, 0).empty());
}

TEST_CASE("a read that wakes may begin a miss of the same address", "[llc][miss_table]") {
  MissTable<int> table(2);
  table.begin(0x40);
  for (int i = 0; i < 3; ++i) table.join(0x40, i);
  std::vector<int> woken;
  table.end(0x40, [&](int waiter) {
    woken.push_back(waiter);
    if (!table.contains(0x40)) table.begin(0x40);
    // More than were free, so that the table's storage moves under the loop.
    for (int i = 0; i < 10; ++i) table.join(0x40, 100 + waiter);
  });
  CHECK(woken == std::vector<int>{2, 1, 0});
  CHECK(end(table, 0x40).size() == 30);
}

TEST_CASE("the miss table agrees with a map", "[llc][miss_table]") {
  Random random(1);
  MissTable<int> table(40);
  std::map<Address, std::vector<int>> naive;
  for (int i = 0; i < 20000; ++i) {
    const Address address = 4096 * random.below(60);
    REQUIRE(table.contains(address) == (naive.count(address) == 1));
    if (naive.count(address) == 0) {
      table.begin(address);
      naive[address];
    } else if (random.one_in(3)) {
      std::vector<int> expected = naive[address];
      std::reverse(expected.begin(), expected.end());
      REQUIRE(end(table, address) == expected);
      naive.erase(address);
    } else {
      table.join(address, i);
      naive[address].push_back(i);
    }
  }
}

}  // namespace dsavp

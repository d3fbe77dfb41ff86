#include <algorithm>
#include <catch2/catch.hpp>
#include <list>
#include <vector>

#include "models/llc/ordinary_region.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

// The most recent first, searched from end to end.
class NaiveRegion {
 public:
  explicit NaiveRegion(Bytes capacity) : capacity_(capacity) {}

  bool read(Address base, Bytes bytes) {
    const auto found = std::find_if(extents_.begin(), extents_.end(),
                                    [&](const Extent& extent) { return extent.base == base; });
    const bool hit = found != extents_.end() && found->bytes >= bytes;
    const Bytes kept = hit ? found->bytes : bytes;
    if (found != extents_.end()) extents_.erase(found);
    if (!hit) shrink_to(bytes > capacity_ ? 0 : capacity_ - bytes);
    if (bytes <= capacity_) extents_.push_front({base, kept});
    return hit;
  }
  void set_capacity(Bytes capacity) {
    capacity_ = capacity;
    shrink_to(capacity);
  }
  Bytes used() const {
    Bytes sum = 0;
    for (const Extent& extent : extents_) sum += extent.bytes;
    return sum;
  }

 private:
  struct Extent {
    Address base;
    Bytes bytes;
  };

  void shrink_to(Bytes bytes) {
    while (used() > bytes) extents_.pop_back();
  }

  Bytes capacity_;
  std::list<Extent> extents_;
};

// Extents of `largest` bytes at most, at bases that `stride` spaces.
void check_against_oracle(Bytes capacity, Bytes largest, Address stride, std::uint64_t seed) {
  CAPTURE(capacity, largest, stride);
  Random random(seed);
  OrdinaryRegion region(capacity);
  NaiveRegion naive(capacity);
  std::vector<Bytes> usual(60);
  for (Bytes& bytes : usual) bytes = 1 + random.below(largest);
  for (int i = 0; i < 4000; ++i) {
    const std::size_t which = std::min(random.below(usual.size()), random.below(usual.size()));
    const Bytes bytes = random.one_in(10) ? 1 + random.below(largest) : usual[which];
    REQUIRE(region.read(which * stride, bytes) == naive.read(which * stride, bytes));
    if (random.one_in(100)) {
      const Bytes changed = random.below(2 * capacity + 1);
      region.set_capacity(changed);
      naive.set_capacity(changed);
      capacity = std::max<Bytes>(changed, 1);
    }
    REQUIRE(region.used() == naive.used());
    REQUIRE(region.used() <= capacity);
  }
}

}  // namespace

TEST_CASE("the ordinary region agrees with the oracle", "[llc][ordinary_region]") {
  check_against_oracle(10000, 1000, 1000, 1);
  check_against_oracle(10000, 1000, 1 << 16, 2);
  check_against_oracle(3000, 4000, 4096, 3);  // some extents are larger than the region
  check_against_oracle(60, 1, 64, 4);
  check_against_oracle(1, 2, 64, 5);
}

TEST_CASE("a stream larger than the region leaves nothing of it to be found again",
          "[llc][ordinary_region]") {
  OrdinaryRegion region(16 * 4096);
  for (int pass = 0; pass < 3; ++pass) {
    for (Address i = 0; i < 17; ++i) CHECK_FALSE(region.read(i * 4096, 4096));
  }
  CHECK(region.used() == 16 * 4096);
}

TEST_CASE("a stream that fits is found again", "[llc][ordinary_region]") {
  OrdinaryRegion region(16 * 4096);
  for (Address i = 0; i < 16; ++i) CHECK_FALSE(region.read(i * 4096, 4096));
  for (Address i = 0; i < 16; ++i) CHECK(region.read(i * 4096, 4096));
}

TEST_CASE("the least recently used extents leave, as many as are in the way",
          "[llc][ordinary_region]") {
  OrdinaryRegion region(100);
  region.read(1, 40);
  region.read(2, 40);
  region.read(1, 40);
  CHECK_FALSE(region.read(3, 60));  // 2 leaves, then nothing else has to
  CHECK(region.used() == 100);
  CHECK(region.read(1, 40));
  CHECK_FALSE(region.read(2, 40));
}

TEST_CASE("an extent larger than the region flushes it", "[llc][ordinary_region]") {
  OrdinaryRegion region(100);
  region.read(1, 40);
  CHECK_FALSE(region.read(2, 101));
  CHECK(region.used() == 0);
  CHECK_FALSE(region.read(2, 101));
  CHECK_FALSE(region.read(1, 40));
  CHECK_FALSE(region.read(3, 100));  // exactly the region is kept
  CHECK(region.read(3, 100));
}

TEST_CASE("a request longer than what is kept misses and replaces it", "[llc][ordinary_region]") {
  OrdinaryRegion region(100);
  region.read(1, 40);
  CHECK(region.read(1, 20));
  CHECK(region.used() == 40);
  CHECK_FALSE(region.read(1, 41));
  CHECK(region.used() == 41);
  CHECK(region.read(1, 41));
}

TEST_CASE("a smaller capacity evicts the oldest and a larger one nothing",
          "[llc][ordinary_region]") {
  OrdinaryRegion region(100);
  for (Address i = 0; i < 10; ++i) region.read(i, 10);
  region.set_capacity(35);
  CHECK(region.used() == 30);
  for (Address i = 7; i < 10; ++i) CHECK(region.read(i, 10));
  region.set_capacity(100);
  CHECK(region.used() == 30);
  CHECK_FALSE(region.read(0, 10));
  CHECK(region.used() == 40);
  region.set_capacity(0);
  CHECK(region.used() == 0);
  CHECK_FALSE(region.read(0, 10));
  CHECK_FALSE(region.read(0, 10));
}

}  // namespace dsavp

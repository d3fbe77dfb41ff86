// The sparse byte store against a map of single bytes.
#include <catch2/catch.hpp>
#include <map>
#include <vector>

#include "models/common/sparse_memory.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

using Buffer = std::vector<unsigned char>;

// Few places at the ends of blocks and far apart, so that extents meet, overlap and cross blocks.
Address place(Random& random) {
  const Address regions[] = {0, 3 * SparseMemory::kBlockBytes - 70, Address{1} << 47};
  return regions[random.below(3)] + random.below(1500);
}

Buffer bytes_of(Random& random, Bytes count) {
  Buffer buffer(count);
  for (unsigned char& byte : buffer) byte = static_cast<unsigned char>(1 + random.below(255));
  return buffer;
}

}  // namespace

TEST_CASE("a sparse memory does what a map of bytes does", "[common][data]") {
  const auto seed = GENERATE(range(0, 12));
  Random random(static_cast<std::uint64_t>(seed));
  SparseMemory memory;
  std::map<Address, unsigned char> oracle;
  for (int i = 0; i < 3000; ++i) {
    const Address address = place(random);
    const Bytes bytes = random.below(random.one_in(4) ? 1400 : 80);
    Buffer data = bytes_of(random, bytes);
    switch (random.below(6)) {
      case 0:
        memory.write(address, data.data(), bytes);
        for (Bytes k = 0; k < bytes; ++k) oracle[address + k] = data[k];
        break;
      case 1:
        memory.update(address, data.data(), bytes);
        for (Bytes k = 0; k < bytes; ++k) {
          if (oracle.count(address + k) > 0) oracle[address + k] = data[k];
        }
        break;
      case 2:
        memory.forget(address, bytes);
        for (Bytes k = 0; k < bytes; ++k) oracle.erase(address + k);
        break;
      case 3: {
        Buffer expected = data;
        for (Bytes k = 0; k < bytes; ++k) {
          if (oracle.count(address + k) > 0) expected[k] = oracle[address + k];
        }
        memory.overlay(address, data.data(), bytes);
        REQUIRE(data == expected);
        break;
      }
      case 4: {
        Buffer expected(bytes, 0);
        for (Bytes k = 0; k < bytes; ++k) {
          if (oracle.count(address + k) > 0) expected[k] = oracle[address + k];
        }
        memory.read(address, data.data(), bytes);
        REQUIRE(data == expected);
        break;
      }
      default: {
        bool all = true;
        for (Bytes k = 0; k < bytes; ++k) all = all && oracle.count(address + k) > 0;
        REQUIRE(memory.holds(address, bytes) == all);
      }
    }
  }
}

TEST_CASE("a sparse memory keeps the blocks that were written and no others", "[common][data]") {
  SparseMemory memory;
  Buffer data(8, 7);
  memory.read(1000, data.data(), 8);
  CHECK(data == Buffer(8, 0));
  memory.update(1000, data.data(), 8);
  memory.forget(0, 1 << 20);
  CHECK_FALSE(memory.holds(1000, 1));
  CHECK(memory.holds(1000, 0));
  CHECK(memory.blocks() == 0);
  memory.write(SparseMemory::kBlockBytes - 4, data.data(), 8);
  CHECK(memory.blocks() == 2);
  memory.write(Address{1} << 40, data.data(), 8);
  memory.write((Address{1} << 40) + 100, data.data(), 8);
  CHECK(memory.blocks() == 3);
}

}  // namespace dsavp

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "models/llc/slice_bandwidth.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

// 16 slices of 100 GB/s: 10 ps for a byte of one slice, exactly.
constexpr int kSlices = 16;
constexpr Bytes kPiece = 4096;
constexpr double kTotal = 1600;
constexpr Picoseconds kPieceTime = 10 * Picoseconds{kPiece};

SliceBandwidth make() {
  return {kSlices, kPiece, kTotal};
}

// Whether `bytes` fit in `time` at 1.6 bytes per picosecond.
bool within_total(Bytes bytes, Picoseconds time) {
  return 10 * bytes <= 16 * static_cast<Bytes>(time);
}

struct Read {
  Address address;
  Bytes bytes;
  Picoseconds from;
  Picoseconds end;
};

}  // namespace

TEST_CASE("a small transfer has the rate of one slice", "[llc][slice_bandwidth]") {
  for (const Address address : {Address{0}, Address{64}, Address{12345} * kPiece}) {
    SliceBandwidth slices = make();
    CHECK(slices.read(address, 576, 1000) == 1000 + 5760);
    CHECK(slices.read(address, 576, 1000) == 1000 + 2 * 5760);  // behind the first
    CHECK(slices.read(address, 576, 100000) == 100000 + 5760);  // an idle slice saves nothing up
  }
}

TEST_CASE("pieces of one transfer move side by side", "[llc][slice_bandwidth]") {
  SliceBandwidth slices = make();
  CHECK(slices.read(0, 3 * kPiece, 0) == kPieceTime);
  SliceBandwidth uneven = make();
  CHECK(uneven.read(kPiece - 100, 400, 0) == 3000);  // 100 bytes on one slice, 300 on the next
}

TEST_CASE("consecutive pieces do not wait for each other", "[llc][slice_bandwidth]") {
  SliceBandwidth slices = make();
  for (Address i = 0; i < kSlices; ++i) {
    CHECK(slices.read(i * kPiece, kPiece, 0) == kPieceTime);
  }
  CHECK(slices.read(0, kPiece, 0) == 2 * kPieceTime);
}

TEST_CASE("a stream over the whole cache has the total rate", "[llc][slice_bandwidth]") {
  for (const Bytes rounds : {1, 2, 3, 16, 1000}) {
    SliceBandwidth slices = make();
    const Bytes bytes = rounds * kSlices * kPiece;
    const auto time = static_cast<Picoseconds>(bytes * 10 / 16);
    CHECK(slices.read(0, bytes, 500) == 500 + time);
    CHECK(slices.read(0, bytes, 0) == 500 + 2 * time);
  }
}

TEST_CASE("reads are never faster than the total rate", "[llc][slice_bandwidth]") {
  Random random(5);
  for (const Bytes largest : {Bytes{100}, kPiece, 20 * kPiece, 100 * kPiece}) {
    SliceBandwidth slices = make();
    std::vector<Read> reads;
    Picoseconds now = 0;
    for (int i = 0; i < 1000; ++i) {
      now += static_cast<Picoseconds>(random.below(largest));  // somewhat more than fits
      Read read{random.below(Address{1} << 40), 1 + random.below(largest), now, 0};
      read.end = slices.read(read.address, read.bytes, read.from);
      const Bytes whole = read.bytes / kSlices;
      REQUIRE(read.end - read.from >= static_cast<Picoseconds>(10 * whole));
      reads.push_back(read);
    }
    // From any moment on, what began since takes its time.
    Bytes bytes = 0;
    Picoseconds end = 0;
    for (std::size_t i = reads.size(); i-- > 0;) {
      bytes += reads[i].bytes;
      end = std::max(end, reads[i].end);
      REQUIRE(within_total(bytes, end - reads[i].from));
    }
  }
}

TEST_CASE("strided tokens spread over the slices", "[llc][slice_bandwidth]") {
  constexpr int kStrided = 1600;
  for (const Address stride : {Address{576}, kPiece, kSlices * kPiece, 256 * kSlices * kPiece}) {
    SliceBandwidth slices = make();
    Picoseconds end = 0;
    for (Address i = 0; i < kStrided; ++i) end = std::max(end, slices.read(i * stride, 576, 0));
    CHECK(end >= kStrided / kSlices * 5760);
    CHECK(end <= 2 * kStrided / kSlices * 5760);
  }
}

TEST_CASE("a fill flows through while it arrives", "[llc][slice_bandwidth]") {
  SliceBandwidth slices = make();
  // The slice has been idle while the bytes came: it is done with the last of them.
  CHECK(slices.fill(0, kPiece, 100000) == 100000);
  // Busy until then, it takes the second one's full time.
  CHECK(slices.fill(0, kPiece, 100000) == 100000 + kPieceTime);
  CHECK(slices.fill(0, kPiece, 100001) == 100000 + 2 * kPieceTime);
  CHECK(slices.fill(0, kPiece, 900000) == 900000);
  // A fill takes the slice from a read, and a read from a fill.
  CHECK(slices.read(0, 100, 900000) == 901000);
  CHECK(slices.fill(0, 100, 900500) == 902000);
}

TEST_CASE("a fill of all slices is no faster than they are", "[llc][slice_bandwidth]") {
  SliceBandwidth slices = make();
  constexpr Bytes kAll = 64 * kSlices * kPiece;
  CHECK(slices.fill(0, kAll, 1) == 64 * kPieceTime);
  CHECK(slices.fill(0, kAll, 1000 * kPieceTime) == 1000 * kPieceTime);
  CHECK(slices.fill(0, kAll, 1000 * kPieceTime) == 1064 * kPieceTime);
}

TEST_CASE("one slice has the total rate", "[llc][slice_bandwidth]") {
  SliceBandwidth slices(1, kPiece, 100);
  CHECK(slices.read(0, 100, 0) == 1000);
  CHECK(slices.read(99 * kPiece, 10 * kPiece, 0) == 1000 + 10 * kPieceTime);
}

}  // namespace dsavp

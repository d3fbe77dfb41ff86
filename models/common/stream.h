// A stream: extents of memory read in chunks, one transaction each.
//
// Chunks end at multiples of the chunk size, so that a region is cut the same way whatever its
// start.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

// One transaction.
struct Read {
  Address address = 0;
  Bytes bytes = 0;
  int request = -1;
};

struct Extent {
  Address base = 0;
  Bytes bytes = 0;
  int request = -1;
};

struct StreamConfig {
  Bytes chunk_bytes = 8 * kMiB;
  int chunks_in_flight = 4;
};

template <class Visitor>
void describe(Visitor& v, StreamConfig& c) {
  v.bytes("chunk_bytes", c.chunk_bytes, {1024, std::int64_t{64} << 20}, "bytes of one transaction");
  v.integer("chunks_in_flight", c.chunks_in_flight, {1, 1024}, "", "transactions outstanding");
}

class ChunkedStream {
 public:
  explicit ChunkedStream(Bytes chunk_bytes) : chunk_bytes_(chunk_bytes) {}

  void restart() {
    extents_.clear();
    current_ = 0;
    offset_ = 0;
  }
  void add(const Extent& extent) {
    if (extent.bytes > 0) extents_.push_back(extent);
  }

  bool next(Read& read) {
    if (current_ == extents_.size()) return false;
    const Extent& extent = extents_[current_];
    read.address = extent.base + offset_;
    read.request = extent.request;
    const Bytes to_boundary = chunk_bytes_ - read.address % chunk_bytes_;
    read.bytes = std::min(to_boundary, extent.bytes - offset_);
    offset_ += read.bytes;
    if (offset_ == extent.bytes) {
      ++current_;
      offset_ = 0;
    }
    return true;
  }

 private:
  const Bytes chunk_bytes_;
  std::vector<Extent> extents_;
  std::size_t current_ = 0;
  Bytes offset_ = 0;
};

}  // namespace dsavp

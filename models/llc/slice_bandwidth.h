// Data bandwidth of the LLC's slices.
//
// Consecutive pieces of slice_interleave_bytes go to consecutive slices; each run of as many pieces
// as there are slices begins at a slice of its own, by a hash of its address, so that strided
// tokens spread. Each slice moves bandwidth / slices. A transfer that covers all slices takes its
// share of each. Data may flow through while it arrives: a transfer's end is no earlier than when
// its last byte is there and no earlier than the slice's earlier work plus its own.
#pragma once

#include <vector>

#include "models/common/units.h"

namespace dsavp {

class SliceBandwidth {
 public:
  SliceBandwidth(int slices, Bytes interleave, double total_gbps);

  // Reads data that is there at `from`; returns when the last byte is out.
  Picoseconds read(Address address, Bytes bytes, Picoseconds from) {
    return transfer(address, bytes, from, from);
  }
  // Takes data whose last byte arrives at `last_byte` and whose first came before.
  Picoseconds fill(Address address, Bytes bytes, Picoseconds last_byte) {
    return transfer(address, bytes, 0, last_byte);
  }

 private:
  Picoseconds transfer(Address address, Bytes bytes, Picoseconds from, Picoseconds last_byte);
  std::size_t slice_of(Address address) const;
  Picoseconds use(std::size_t slice, Bytes bytes, Picoseconds from, Picoseconds last_byte);

  const Bytes interleave_;
  const TransferRate slice_rate_;
  std::vector<Picoseconds> free_at_;
};

}  // namespace dsavp

// Data bandwidth of the LLC's slices.
//
// Consecutive pieces of slice_interleave_bytes go to consecutive slices; each run of as many pieces
// as there are slices begins at a slice of its own, by a hash of its address, so that strided
// tokens spread. Each slice moves bandwidth / slices. A transfer that covers all slices takes its
// share of each. Data may flow through while it arrives: a transfer's end is no earlier than when
// its last byte is there and no earlier than the slice's earlier work plus its own.
// Transfers are asked for in order of time; LooseSlices takes them in any.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/busy_calendar.h"
#include "models/common/units.h"

namespace dsavp {

// One slice, in order of time.
struct InOrderSlice {
  Picoseconds free_at = 0;

  Picoseconds read(Picoseconds from, Picoseconds work) {
    return free_at = std::max(free_at, from) + work;
  }
  Picoseconds fill(Picoseconds last_byte, Picoseconds work) {
    return free_at = std::max(last_byte, free_at + work);
  }
};

// One slice, in any order.
struct OutOfOrderSlice {
  BusyCalendar calendar;

  Picoseconds read(Picoseconds from, Picoseconds work) { return calendar.reserve(from, work); }
  Picoseconds fill(Picoseconds last_byte, Picoseconds work) {
    return std::max(last_byte, calendar.reserve(std::max<Picoseconds>(0, last_byte - work), work));
  }
};

template <class Slice>
class SlicesOf {
 public:
  SlicesOf(int slices, Bytes interleave, double total_gbps);

  // Reads data that is there at `from`; returns when the last byte is out.
  Picoseconds read(Address address, Bytes bytes, Picoseconds from);
  // Takes data whose last byte arrives at `last_byte` and whose first came before.
  Picoseconds fill(Address address, Bytes bytes, Picoseconds last_byte);

 private:
  template <class Use>
  Picoseconds transfer(Address address, Bytes bytes, Use&& use);
  std::size_t slice_of(Address address) const;

  const Bytes interleave_;
  const TransferRate slice_rate_;
  std::vector<Slice> slices_;
};

using SliceBandwidth = SlicesOf<InOrderSlice>;
using LooseSlices = SlicesOf<OutOfOrderSlice>;

}  // namespace dsavp

// Data bandwidth of the LLC's slices.
//
// Consecutive pieces of slice_interleave_bytes go to consecutive slices; each run of as many pieces
// as there are slices begins at a slice of its own, by a hash of its address, so that strided
// tokens spread. Each slice moves bandwidth / slices. A transfer that covers all slices takes its
// share of each. Data may flow through while it arrives: a transfer's end is no earlier than when
// its last byte is there and no earlier than the slice's earlier work plus its own.
// Transfers are asked for in order of time. LooseSlices takes them in any, each in the first time
// that is free; there a transfer over all slices does not wait for single slices' work.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/busy_calendar.h"
#include "models/common/units.h"

namespace dsavp {

// Which slices a transfer uses, and for how long each.
class SliceMap {
 public:
  SliceMap(int slices, Bytes interleave, double total_gbps);

  bool covers_all(Bytes bytes) const { return bytes >= 2 * interleave_ * slices_; }
  // Of a transfer that covers all slices.
  Picoseconds share_of_each(Bytes bytes) const {
    return slice_rate_.time_for((bytes + slices_ - 1) / slices_);
  }
  // Calls use(slice, time) for each piece of one that does not.
  template <class Use>
  void for_each_piece(Address address, Bytes bytes, Use&& use) const {
    for (const Address stop = address + bytes; address < stop;) {
      const Address piece_end = std::min(stop, (address / interleave_ + 1) * interleave_);
      use(slice_of(address), slice_rate_.time_for(piece_end - address));
      address = piece_end;
    }
  }

 private:
  std::size_t slice_of(Address address) const;

  const std::size_t slices_;
  const Bytes interleave_;
  const TransferRate slice_rate_;
};

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

  const SliceMap map_;
  std::vector<Picoseconds> free_at_;
};

class LooseSlices {
 public:
  LooseSlices(int slices, Bytes interleave, double total_gbps);

  // As SliceBandwidth's.
  Picoseconds read(Address address, Bytes bytes, Picoseconds from);
  Picoseconds fill(Address address, Bytes bytes, Picoseconds last_byte);

 private:
  const SliceMap map_;
  BusyCalendar all_;                  // of transfers over all slices, each slice's
  std::vector<BusyCalendar> slices_;  // of others
};

}  // namespace dsavp

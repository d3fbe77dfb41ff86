#include "models/llc/slice_bandwidth.h"

#include <algorithm>

#include "models/common/address_hash.h"

namespace dsavp {

SliceBandwidth::SliceBandwidth(int slices, Bytes interleave, double total_gbps)
    : interleave_(interleave), slice_rate_(total_gbps / slices), free_at_(slices, 0) {}

Picoseconds SliceBandwidth::use(std::size_t slice, Bytes bytes, Picoseconds from,
                                Picoseconds last_byte) {
  Picoseconds& free_at = free_at_[slice];
  free_at = std::max(last_byte, std::max(free_at, from) + slice_rate_.time_for(bytes));
  return free_at;
}

std::size_t SliceBandwidth::slice_of(Address address) const {
  const Bytes piece = address / interleave_;
  const Bytes run = piece / free_at_.size();
  return static_cast<std::size_t>((piece + (scramble(run) >> 32)) % free_at_.size());
}

Picoseconds SliceBandwidth::transfer(Address address, Bytes bytes, Picoseconds from,
                                     Picoseconds last_byte) {
  const std::size_t slices = free_at_.size();
  Picoseconds end = last_byte;
  if (bytes >= 2 * interleave_ * slices) {
    for (std::size_t i = 0; i < slices; ++i) {
      end = std::max(end, use(i, (bytes + slices - 1) / slices, from, last_byte));
    }
    return end;
  }
  for (const Address stop = address + bytes; address < stop;) {
    const Address piece_end = std::min(stop, (address / interleave_ + 1) * interleave_);
    end = std::max(end, use(slice_of(address), piece_end - address, from, last_byte));
    address = piece_end;
  }
  return end;
}

}  // namespace dsavp

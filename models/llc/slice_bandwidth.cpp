#include "models/llc/slice_bandwidth.h"

#include <algorithm>

namespace dsavp {

SliceBandwidth::SliceBandwidth(int slices, Bytes interleave, double total_gbps)
    : interleave_(interleave), slice_rate_(total_gbps / slices), free_at_(slices, 0) {}

Picoseconds SliceBandwidth::use(std::size_t slice, Bytes bytes, Picoseconds from,
                                Picoseconds last_byte) {
  Picoseconds& free_at = free_at_[slice];
  free_at = std::max(last_byte, std::max(free_at, from) + slice_rate_.time_for(bytes));
  return free_at;
}

Picoseconds SliceBandwidth::transfer(Address address, Bytes bytes, Picoseconds from,
                                     Picoseconds last_byte) {
  const std::size_t slices = free_at_.size();
  const Bytes first_piece = address / interleave_;
  // Fibonacci hashing of the page of pieces; consecutive pieces stay on consecutive slices.
  const Bytes page = first_piece / slices;
  std::size_t slice =
      static_cast<std::size_t>((first_piece + ((page * 0x9e3779b97f4a7c15ull) >> 40)) % slices);
  Picoseconds end = last_byte;
  if (bytes >= 2 * interleave_ * slices) {
    for (std::size_t i = 0; i < slices; ++i) {
      end = std::max(end, use(i, (bytes + slices - 1) / slices, from, last_byte));
    }
    return end;
  }
  for (Bytes done = 0; done < bytes;) {
    const Bytes room = interleave_ - (address + done) % interleave_;
    const Bytes piece = std::min(bytes - done, room);
    end = std::max(end, use(slice, piece, from, last_byte));
    done += piece;
    if (++slice == slices) slice = 0;
  }
  return end;
}

}  // namespace dsavp

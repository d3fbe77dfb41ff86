#include "models/llc/slice_bandwidth.h"

#include "models/common/address_hash.h"

namespace dsavp {

SliceMap::SliceMap(int slices, Bytes interleave, double total_gbps)
    : slices_(static_cast<std::size_t>(slices)),
      interleave_(interleave),
      slice_rate_(total_gbps / slices) {}

std::size_t SliceMap::slice_of(Address address) const {
  const Bytes piece = address / interleave_;
  const Bytes run = piece / slices_;
  return static_cast<std::size_t>((piece + (scramble(run) >> 32)) % slices_);
}

SliceBandwidth::SliceBandwidth(int slices, Bytes interleave, double total_gbps)
    : map_(slices, interleave, total_gbps), free_at_(slices, 0) {}

Picoseconds SliceBandwidth::transfer(Address address, Bytes bytes, Picoseconds from,
                                     Picoseconds last_byte) {
  Picoseconds end = last_byte;
  const auto use = [&](Picoseconds& free_at, Picoseconds work) {
    free_at = std::max(last_byte, std::max(free_at, from) + work);
    end = std::max(end, free_at);
  };
  if (map_.covers_all(bytes)) {
    for (Picoseconds& free_at : free_at_) use(free_at, map_.share_of_each(bytes));
  } else {
    map_.for_each_piece(address, bytes,
                        [&](std::size_t slice, Picoseconds work) { use(free_at_[slice], work); });
  }
  return end;
}

LooseSlices::LooseSlices(int slices, Bytes interleave, double total_gbps)
    : map_(slices, interleave, total_gbps), slices_(slices) {}

Picoseconds LooseSlices::read(Address address, Bytes bytes, Picoseconds from) {
  if (map_.covers_all(bytes)) return all_.reserve(from, map_.share_of_each(bytes));
  Picoseconds end = from;
  map_.for_each_piece(address, bytes, [&](std::size_t slice, Picoseconds work) {
    end = std::max(end, slices_[slice].reserve(from, work, &all_));
  });
  return end;
}

Picoseconds LooseSlices::fill(Address address, Bytes bytes, Picoseconds last_byte) {
  Picoseconds end = last_byte;
  const auto from = [last_byte](Picoseconds work) {
    return std::max<Picoseconds>(0, last_byte - work);
  };
  if (map_.covers_all(bytes)) {
    const Picoseconds work = map_.share_of_each(bytes);
    return std::max(end, all_.reserve(from(work), work));
  }
  map_.for_each_piece(address, bytes, [&](std::size_t slice, Picoseconds work) {
    end = std::max(end, slices_[slice].reserve(from(work), work, &all_));
  });
  return end;
}

}  // namespace dsavp

#include "models/llc/slice_bandwidth.h"

#include <algorithm>

#include "models/common/address_hash.h"

namespace dsavp {

template <class Slice>
SlicesOf<Slice>::SlicesOf(int slices, Bytes interleave, double total_gbps)
    : interleave_(interleave), slice_rate_(total_gbps / slices), slices_(slices) {}

template <class Slice>
std::size_t SlicesOf<Slice>::slice_of(Address address) const {
  const Bytes piece = address / interleave_;
  const Bytes run = piece / slices_.size();
  return static_cast<std::size_t>((piece + (scramble(run) >> 32)) % slices_.size());
}

template <class Slice>
template <class Use>
Picoseconds SlicesOf<Slice>::transfer(Address address, Bytes bytes, Use&& use) {
  const std::size_t slices = slices_.size();
  Picoseconds end = 0;
  if (bytes >= 2 * interleave_ * slices) {
    const Picoseconds share = slice_rate_.time_for((bytes + slices - 1) / slices);
    for (Slice& slice : slices_) end = std::max(end, use(slice, share));
    return end;
  }
  for (const Address stop = address + bytes; address < stop;) {
    const Address piece_end = std::min(stop, (address / interleave_ + 1) * interleave_);
    end = std::max(end, use(slices_[slice_of(address)], slice_rate_.time_for(piece_end - address)));
    address = piece_end;
  }
  return end;
}

template <class Slice>
Picoseconds SlicesOf<Slice>::read(Address address, Bytes bytes, Picoseconds from) {
  return transfer(address, bytes,
                  [from](Slice& slice, Picoseconds work) { return slice.read(from, work); });
}

template <class Slice>
Picoseconds SlicesOf<Slice>::fill(Address address, Bytes bytes, Picoseconds last_byte) {
  return transfer(address, bytes, [last_byte](Slice& slice, Picoseconds work) {
    return slice.fill(last_byte, work);
  });
}

template class SlicesOf<InOrderSlice>;
template class SlicesOf<OutOfOrderSlice>;

}  // namespace dsavp

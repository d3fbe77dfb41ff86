#include "models/llc/ordinary_region.h"

namespace dsavp {

bool OrdinaryRegion::read(Address base, Bytes bytes) {
  const auto found = slot_of_.find(base);
  if (found == slot_of_.end()) {
    keep(base, bytes);
    return false;
  }
  const Slot slot = found->second;
  if (extents_[slot].bytes < bytes) {
    evict(slot);
    keep(base, bytes);
    return false;
  }
  order_.unlink(slot);
  order_.push_newest(slot);
  return true;
}

void OrdinaryRegion::set_capacity(Bytes capacity) {
  capacity_ = capacity;
  while (used_ > capacity_) evict(order_.oldest());
}

void OrdinaryRegion::keep(Address base, Bytes bytes) {
  if (bytes > capacity_) {
    while (order_.oldest() != RecencyList::kNone)
      evict(order_.oldest());  // what passed through has pushed out all else
    return;
  }
  while (used_ + bytes > capacity_) evict(order_.oldest());
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(extents_.size()));
    extents_.emplace_back();
    order_.resize(extents_.size());
  }
  const Slot slot = free_.back();
  free_.pop_back();
  extents_[slot].base = base;
  extents_[slot].bytes = bytes;
  used_ += bytes;
  slot_of_[base] = slot;
  order_.push_newest(slot);
}

void OrdinaryRegion::evict(Slot slot) {
  order_.unlink(slot);
  used_ -= extents_[slot].bytes;
  slot_of_.erase(extents_[slot].base);
  free_.push_back(slot);
}

}  // namespace dsavp

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
  unlink(slot);
  push_newest(slot);
  return true;
}

void OrdinaryRegion::set_capacity(Bytes capacity) {
  capacity_ = capacity;
  while (used_ > capacity_) evict(oldest_);
}

void OrdinaryRegion::keep(Address base, Bytes bytes) {
  if (bytes > capacity_) {
    while (oldest_ != kNone) evict(oldest_);  // what passed through has pushed out all else
    return;
  }
  while (used_ + bytes > capacity_) evict(oldest_);
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(extents_.size()));
    extents_.emplace_back();
  }
  const Slot slot = free_.back();
  free_.pop_back();
  extents_[slot].base = base;
  extents_[slot].bytes = bytes;
  used_ += bytes;
  slot_of_[base] = slot;
  push_newest(slot);
}

void OrdinaryRegion::evict(Slot slot) {
  unlink(slot);
  used_ -= extents_[slot].bytes;
  slot_of_.erase(extents_[slot].base);
  free_.push_back(slot);
}

void OrdinaryRegion::unlink(Slot slot) {
  const Extent& extent = extents_[slot];
  (extent.newer == kNone ? newest_ : extents_[extent.newer].older) = extent.older;
  (extent.older == kNone ? oldest_ : extents_[extent.older].newer) = extent.newer;
}

void OrdinaryRegion::push_newest(Slot slot) {
  extents_[slot].newer = kNone;
  extents_[slot].older = newest_;
  (newest_ == kNone ? oldest_ : extents_[newest_].newer) = slot;
  newest_ = slot;
}

}  // namespace dsavp

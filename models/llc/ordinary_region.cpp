#include "models/llc/ordinary_region.h"

namespace dsavp {

OrdinaryRegion::OrdinaryRegion(Bytes capacity, int ways)
    : capacity_(capacity),
      conflicts_(ways > 0 ? std::optional<SetConflicts>(ways) : std::nullopt) {}

bool OrdinaryRegion::read(Address base, Bytes bytes) {
  const auto found = slot_of_.find(base);
  if (found == slot_of_.end()) {
    keep(base, bytes);
    return false;
  }
  const Slot slot = found->second;
  if (extents_[slot].bytes < bytes || !has_stayed(extents_[slot])) {
    evict(slot);
    keep(base, bytes);
    return false;
  }
  unlink(slot);
  note_use(slot);
  return true;
}

void OrdinaryRegion::set_capacity(Bytes capacity) {
  capacity_ = capacity;
  while (used_ > remembered()) evict(order_.oldest());
}

bool OrdinaryRegion::has_stayed(const Extent& extent) {
  if (!conflicts_) return true;
  const std::uint64_t draw = scramble(scramble(extent.base + 1) + ++draws_);
  return conflicts_->stays(distance_.after(extent.use), capacity_, draw);
}

void OrdinaryRegion::keep(Address base, Bytes bytes) {
  if (bytes > capacity_) {
    while (order_.oldest() != RecencyList::kNone)
      evict(order_.oldest());  // what passed through has pushed out all else
    return;
  }
  while (used_ + bytes > remembered()) evict(order_.oldest());
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
  note_use(slot);
}

// Of a slot that is not in the order.
void OrdinaryRegion::note_use(Slot slot) {
  if (conflicts_) {
    if (distance_.full()) number_uses_afresh();
    extents_[slot].use = distance_.add(extents_[slot].bytes);
  }
  order_.push_newest(slot);
}

void OrdinaryRegion::number_uses_afresh() {
  distance_.restart(slot_of_.size());
  for (Slot slot = order_.oldest(); slot != RecencyList::kNone; slot = order_.newer(slot)) {
    extents_[slot].use = distance_.add(extents_[slot].bytes);
  }
}

void OrdinaryRegion::unlink(Slot slot) {
  order_.unlink(slot);
  if (conflicts_) distance_.remove(extents_[slot].use, extents_[slot].bytes);
}

void OrdinaryRegion::evict(Slot slot) {
  unlink(slot);
  used_ -= extents_[slot].bytes;
  slot_of_.erase(extents_[slot].base);
  free_.push_back(slot);
}

}  // namespace dsavp

// The part of the LLC that is not reserved: an LRU cache of extents.
//
// An extent is what one transaction asked for: a KV token outside any reservation, or a chunk of a
// stream; it is known by its base address. Least recently used extents leave until a new one fits,
// so that a stream larger than the region flushes it, as in a real cache. An extent larger than the
// region passes through without being kept. With `ways` given, an extent may leave earlier or later
// than it would in that order, as in a cache of sets (set_conflicts.h); bytes up to a small multiple
// of the capacity are then remembered.
// Left out: sectors, and extents that overlap without sharing their base (each is an extent of its
// own). A request longer than the extent kept at its base misses whole and replaces it. Writes go
// through to memory and do not allocate; they leave a kept extent valid, since a write-through
// updates it in place.
#pragma once

#include <tsl/robin_map.h>

#include <optional>
#include <vector>

#include "models/common/address_hash.h"
#include "models/common/units.h"
#include "models/llc/recency_list.h"
#include "models/llc/reuse_distance.h"
#include "models/llc/set_conflicts.h"

namespace dsavp {

class OrdinaryRegion {
 public:
  // 0 ways: fully associative.
  explicit OrdinaryRegion(Bytes capacity, int ways = 0);

  // True on a hit. On a miss the extent is kept, if it fits.
  bool read(Address base, Bytes bytes);
  // Shrinks or grows the region, when software changes the reservation.
  void set_capacity(Bytes capacity);
  Bytes used() const { return used_; }
  // Whether the extent at `base` is kept; with `ways`, whether it may still be there.
  bool contains(Address base) const { return slot_of_.find(base) != slot_of_.end(); }

 private:
  using Slot = RecencyList::Slot;
  struct Extent {
    Address base = 0;
    Bytes bytes = 0;
    ReuseDistance::Use use = 0;
  };

  bool has_stayed(const Extent& extent);
  void note_use(Slot slot);
  void number_uses_afresh();
  void unlink(Slot slot);
  void evict(Slot slot);
  void keep(Address base, Bytes bytes);
  Bytes remembered() const {
    return conflicts_ ? conflicts_->longest_reach() * capacity_ : capacity_;
  }

  Bytes capacity_;
  Bytes used_ = 0;
  tsl::robin_map<Address, Slot, AddressHash> slot_of_;
  std::vector<Extent> extents_;
  std::vector<Slot> free_;
  RecencyList order_;
  const std::optional<SetConflicts> conflicts_;
  ReuseDistance distance_;
  std::uint64_t draws_ = 0;
};

}  // namespace dsavp

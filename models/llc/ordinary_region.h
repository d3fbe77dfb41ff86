// The part of the LLC that is not reserved: an LRU cache of extents.
//
// An extent is what one transaction asked for: a KV token outside any reservation, or a chunk of a
// stream; it is known by its base address. Least recently used extents leave until a new one fits,
// so that a stream larger than the region flushes it, as in a real cache. An extent larger than the
// region passes through without being kept.
// Left out: sets and associativity, sectors, and extents that overlap without sharing their base
// (each is an extent of its own). A request longer than the extent kept at its base misses whole
// and replaces it. Writes go through to memory and do not allocate; they leave a kept extent valid,
// since a write-through updates it in place.
#pragma once

#include <tsl/robin_map.h>

#include <vector>

#include "models/common/address_hash.h"
#include "models/common/units.h"
#include "models/llc/recency_list.h"

namespace dsavp {

class OrdinaryRegion {
 public:
  explicit OrdinaryRegion(Bytes capacity) : capacity_(capacity) {}

  // True on a hit. On a miss the extent is kept, if it fits.
  bool read(Address base, Bytes bytes);
  // Shrinks or grows the region, when software changes the reservation.
  void set_capacity(Bytes capacity);
  Bytes used() const { return used_; }

 private:
  using Slot = RecencyList::Slot;
  struct Extent {
    Address base = 0;
    Bytes bytes = 0;
  };

  void evict(Slot slot);
  void keep(Address base, Bytes bytes);

  Bytes capacity_;
  Bytes used_ = 0;
  tsl::robin_map<Address, Slot, AddressHash> slot_of_;
  std::vector<Extent> extents_;
  std::vector<Slot> free_;
  RecencyList order_;
};

}  // namespace dsavp

// What the LLC has outstanding at memory in loosely-timed simulation: each miss's end is known when
// it begins, and it is in the way of later ones until then.
#pragma once

#include <tsl/robin_map.h>

#include <tlm>

#include "models/common/address_hash.h"
#include "models/common/bounded_places.h"

namespace dsavp {

// An extent, or a page, on its way from memory.
struct LooseMiss {
  Picoseconds arrives = 0;  // its last byte
  Picoseconds filled = 0;   // taken in by the slices
  Bytes bytes = 0;
  tlm::tlm_response_status status = tlm::TLM_INCOMPLETE_RESPONSE;
};

class LooseMisses {
 public:
  explicit LooseMisses(std::size_t places) : places_(places) {}

  // When there is a place for an access of memory that is ready at `from`.
  Picoseconds enter(Picoseconds from) {
    return places_.enter(from, [this](const Place& place) { forget(place); });
  }
  // What enter() let in, a write or a read, ends at `end`.
  void leave_at(Picoseconds end, Address address) { places_.leave_at(end, {address, end}); }
  std::size_t in_flight() const { return places_.taken(); }

  // What is on its way to `address` at `now`; null if nothing is.
  const LooseMiss* find(Address address, Picoseconds now) const {
    const auto found = by_address_.find(address);
    return found != by_address_.end() && found->second.arrives > now ? &found->second : nullptr;
  }
  // Between enter() and leave_at() of the same read.
  const LooseMiss& begin(Address address, const LooseMiss& miss) {
    return by_address_[address] = miss;
  }

 private:
  struct Place {
    Address address = 0;
    Picoseconds end = 0;
  };

  void forget(const Place& place) {
    const auto found = by_address_.find(place.address);
    if (found != by_address_.end() && found->second.arrives <= place.end) by_address_.erase(found);
  }

  BoundedPlaces<Place> places_;
  tsl::robin_map<Address, LooseMiss, AddressHash> by_address_;
};

}  // namespace dsavp

// Tokens being read in pieces: where each goes on, and whether it was a hit.
//
// Several reads of one token may go on at the same address; each is remembered once. One that never
// goes on stays, a few bytes.
#pragma once

#include <tsl/robin_map.h>

#include <cstdint>
#include <optional>

#include "models/common/address_hash.h"
#include "models/common/units.h"

namespace dsavp {

class PieceTable {
 public:
  void expect(Address next, bool hit) { ++(hit ? waiting_[next].hits : waiting_[next].misses); }

  // Whether the token that goes on here was a hit; nothing if none goes on here. Of several, one
  // that missed comes first, since it is the one that brings the data.
  std::optional<bool> take(Address address) {
    const auto found = waiting_.find(address);
    if (found == waiting_.end()) return std::nullopt;
    Waiting& waiting = found.value();
    const bool hit = waiting.misses == 0;
    --(hit ? waiting.hits : waiting.misses);
    if (waiting.hits + waiting.misses == 0) waiting_.erase(found);
    return hit;
  }

 private:
  struct Waiting {
    std::uint32_t hits = 0;
    std::uint32_t misses = 0;
  };

  tsl::robin_map<Address, Waiting, AddressHash> waiting_;
};

}  // namespace dsavp

// The platform's 64-bit address map: which target serves an address.
//
// Errors: std::invalid_argument naming the ranges, when two overlap, one is empty or wraps round.
// Addresses in no range (holes) have no target; the interconnect answers them with an address
// error.
#pragma once

#include <string>
#include <vector>

#include "models/common/units.h"

namespace dsavp {

struct AddressRange {
  std::string name;
  Address base = 0;
  Bytes size = 0;
  int target = 0;
};

class AddressMap {
 public:
  explicit AddressMap(std::vector<AddressRange> ranges);

  // The range that holds all of [address, address + bytes), or null.
  const AddressRange* find(Address address, Bytes bytes) const;

 private:
  std::vector<AddressRange> ranges_;  // by base
};

}  // namespace dsavp

// Hash of an address for open-addressing tables with a power-of-two number of buckets.
//
// The standard library's hash of an integer is the integer, and aligned addresses differ only in
// bits above those that choose the bucket: nearly all of them would collide. Fibonacci hashing
// moves their differences down.
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

constexpr std::uint64_t scramble(std::uint64_t value) {
  value *= 0x9e3779b97f4a7c15ull;
  return value ^ (value >> 32);
}

struct AddressHash {
  std::size_t operator()(Address address) const { return scramble(address); }
};

struct PointerHash {
  std::size_t operator()(const void* pointer) const {
    return scramble(reinterpret_cast<std::uintptr_t>(pointer));
  }
};

}  // namespace dsavp

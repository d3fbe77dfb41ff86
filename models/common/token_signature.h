// What a KV token's bytes are where data are checked: every aligned word of eight bytes says where it
// belongs and which version of its token it is, mixed one to one so that it can be read back.
//
// A word's place is its address / 8. Versions count the writes of a token from 1; a word of version 0
// is one that nobody wrote. Any extent of a token can be made and checked, aligned or not.
// Limits: addresses below 2^48 (the platform's memory ends there), versions below 2^19 (what is
// stale by a multiple of 2^19 - 1 versions is not seen).
#pragma once

#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

struct Signature {
  Address address = 0;  // of the word
  std::uint32_t version = 0;

  static constexpr Bytes kWord = sizeof(std::uint64_t);
  static constexpr int kPlaceBits = 45;
  static constexpr std::uint32_t kVersions = (1u << (64 - kPlaceBits)) - 1;

  friend bool operator==(const Signature& a, const Signature& b) {
    return a.address == b.address && a.version == b.version;
  }
};

// Version `count` of a token, counted from 1, as a signature holds it.
constexpr std::uint32_t signed_version(std::uint64_t count) {
  return static_cast<std::uint32_t>((count - 1) % Signature::kVersions) + 1;
}

std::uint64_t encode(const Signature& signature);
Signature decode(std::uint64_t word);

// The bytes of [address, address + bytes) at `version`.
void sign(Address address, Bytes bytes, std::uint32_t version, unsigned char* data);

}  // namespace dsavp

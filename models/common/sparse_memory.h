// A byte store of a whole address space that remembers only what was ever written.
//
// Each byte is held or not: a memory reads 0 where nothing was written, a cache asks which bytes it
// has a copy of. Bytes are kept in blocks of kBlockBytes with a bit for each, made at the first write
// to a block and never given back. Plain C++. Memory: about 1.2 x the blocks ever written.
// Left out: byte enables, threads. No errors; an extent must not wrap round the end of the space.
#pragma once

#include <tsl/robin_map.h>

#include <array>
#include <deque>

#include "models/common/address_hash.h"
#include "models/common/units.h"

namespace dsavp {

class SparseMemory {
 public:
  static constexpr Bytes kBlockBytes = 512;

  void write(Address address, const unsigned char* data, Bytes bytes);
  // Bytes that are not held are 0.
  void read(Address address, unsigned char* data, Bytes bytes) const;

  // Whether every byte is held.
  bool holds(Address address, Bytes bytes) const;
  // Writes, of these bytes, those that are held.
  void update(Address address, const unsigned char* data, Bytes bytes);
  // Reads those that are held and leaves the others in `data` as they are.
  void overlay(Address address, unsigned char* data, Bytes bytes) const;
  // From now on none of these bytes is held.
  void forget(Address address, Bytes bytes);

  // That were ever written.
  std::size_t blocks() const { return blocks_.size(); }

 private:
  static constexpr Bytes kLineBytes = 64;  // as many as a word has bits
  struct Line {
    std::array<unsigned char, kLineBytes> bytes{};
    std::uint64_t held = 0;
  };
  using Block = std::array<Line, kBlockBytes / kLineBytes>;

  // Calls `visit` with the line, or null, each part of the extent lies in: its first byte there, how
  // many, and how far into the extent. Ends early when `visit` returns false.
  template <class Find, class Visit>
  static void for_lines(Address address, Bytes bytes, Find&& find, Visit&& visit);
  template <class Visit>
  void for_held(Address address, Bytes bytes, Visit&& visit) const;

  Block* find(Address block) const;
  Block* find_or_make(Address block);

  tsl::robin_map<Address, Block*, AddressHash> by_number_;
  std::deque<Block> blocks_;
};

}  // namespace dsavp

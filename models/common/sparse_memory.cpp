#include "models/common/sparse_memory.h"

#include <algorithm>
#include <cstring>

namespace dsavp {
namespace {

// The bits of `bytes` bytes from `first` of a line; 1 <= bytes <= 64 - first.
std::uint64_t bits_of(Bytes first, Bytes bytes) {
  return (~std::uint64_t{0} >> (64 - bytes)) << first;
}

// Those of `bytes` bytes whose bit in `held`, from `first` on, is set.
void copy_held(unsigned char* to, const unsigned char* from, Bytes bytes, std::uint64_t held,
               Bytes first) {
  const std::uint64_t wanted = bits_of(first, bytes);
  if ((held & wanted) == wanted) {
    std::memcpy(to, from, bytes);
    return;
  }
  for (Bytes i = 0; i < bytes; ++i) {
    if ((held >> (first + i) & 1) != 0) to[i] = from[i];
  }
}

}  // namespace

SparseMemory::Block* SparseMemory::find(Address block) const {
  const auto found = by_number_.find(block);
  return found == by_number_.end() ? nullptr : found->second;
}

SparseMemory::Block* SparseMemory::find_or_make(Address block) {
  Block*& found = by_number_[block];
  if (found == nullptr) {
    blocks_.emplace_back();
    found = &blocks_.back();
  }
  return found;
}

template <class Find, class Visit>
void SparseMemory::for_lines(Address address, Bytes bytes, Find&& find, Visit&& visit) {
  for (Bytes done = 0; done < bytes;) {
    const Address at = address + done;
    auto* const block = find(at / kBlockBytes);
    const Bytes end = std::min(bytes, done + kBlockBytes - at % kBlockBytes);
    while (done < end) {
      const Bytes offset = (address + done) % kBlockBytes;
      const Bytes first = offset % kLineBytes;
      const Bytes here = std::min(end - done, kLineBytes - first);
      if (!visit(block == nullptr ? nullptr : &(*block)[offset / kLineBytes], first, here, done)) {
        return;
      }
      done += here;
    }
  }
}

template <class Visit>
void SparseMemory::for_held(Address address, Bytes bytes, Visit&& visit) const {
  for_lines(
      address, bytes, [this](Address block) { return find(block); }, visit);
}

void SparseMemory::write(Address address, const unsigned char* data, Bytes bytes) {
  for_lines(
      address, bytes, [this](Address block) { return find_or_make(block); },
      [data](Line* line, Bytes first, Bytes here, Bytes done) {
        std::memcpy(&line->bytes[first], data + done, here);
        line->held |= bits_of(first, here);
        return true;
      });
}

void SparseMemory::read(Address address, unsigned char* data, Bytes bytes) const {
  std::fill_n(data, bytes, static_cast<unsigned char>(0));
  overlay(address, data, bytes);
}

bool SparseMemory::holds(Address address, Bytes bytes) const {
  bool all = true;
  for_held(address, bytes, [&all](const Line* line, Bytes first, Bytes here, Bytes) {
    const std::uint64_t wanted = bits_of(first, here);
    all = line != nullptr && (line->held & wanted) == wanted;
    return all;
  });
  return all;
}

void SparseMemory::update(Address address, const unsigned char* data, Bytes bytes) {
  for_lines(
      address, bytes, [this](Address block) { return find(block); },
      [data](Line* line, Bytes first, Bytes here, Bytes done) {
        if (line != nullptr) copy_held(&line->bytes[first], data + done, here, line->held, first);
        return true;
      });
}

void SparseMemory::overlay(Address address, unsigned char* data, Bytes bytes) const {
  for_held(address, bytes, [data](const Line* line, Bytes first, Bytes here, Bytes done) {
    if (line != nullptr) copy_held(data + done, &line->bytes[first], here, line->held, first);
    return true;
  });
}

void SparseMemory::forget(Address address, Bytes bytes) {
  for_lines(
      address, bytes, [this](Address block) { return find(block); },
      [](Line* line, Bytes first, Bytes here, Bytes) {
        if (line != nullptr) line->held &= ~bits_of(first, here);
        return true;
      });
}

}  // namespace dsavp

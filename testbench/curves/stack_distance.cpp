#include "testbench/curves/stack_distance.h"

#include <algorithm>
#include <bitset>
#include <limits>
#include <stdexcept>

namespace dsavp {
namespace {

constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t kWordSlots = 64;

std::uint32_t count_of(std::uint64_t word) {
  return static_cast<std::uint32_t>(std::bitset<kWordSlots>(word).count());
}

std::uint64_t mark_of(std::uint32_t slot) {
  return std::uint64_t{1} << (slot % kWordSlots);
}

std::size_t checked(std::size_t tokens) {
  if (tokens > kNoSlot / 2 - kWordSlots) {
    throw std::length_error("more than two thousand million tokens or pages in one partition");
  }
  return tokens;
}

// Twice the tokens, so that closing ranks frees at least as many slots as there are tokens.
std::size_t words_for(std::size_t tokens) {
  return (2 * tokens + kWordSlots - 1) / kWordSlots;
}

}  // namespace

StackDistance::StackDistance(std::size_t tokens)
    : slot_of_(checked(tokens), kNoSlot),
      token_at_(words_for(tokens) * kWordSlots),
      marks_(words_for(tokens)),
      mark_sums_(words_for(tokens) + 1) {}

std::uint32_t StackDistance::access(TokenIndex token) {
  const std::uint32_t found = distance(token);
  move_to_top(token);
  return found;
}

void StackDistance::step(const TokenIndex* set, std::size_t size, std::uint32_t* distances) {
  for (std::size_t i = 0; i < size; ++i) distances[i] = distance(set[i]);
  for (std::size_t i = 0; i < size; ++i) move_to_top(set[i]);
}

std::uint32_t StackDistance::distance(TokenIndex token) const {
  const std::uint32_t slot = slot_of_[token];
  if (slot == kNoSlot) return kFirstAccess;
  const std::uint32_t word = slot / kWordSlots;
  std::uint32_t below = count_of(marks_[word] & (mark_of(slot) - 1));
  for (std::uint32_t i = word; i > 0; i &= i - 1) below += mark_sums_[i];
  return accessed_ - below;
}

void StackDistance::move_to_top(TokenIndex token) {
  if (next_slot_ == token_at_.size()) close_ranks();
  std::uint32_t& slot = slot_of_[token];
  if (slot == kNoSlot) {
    ++accessed_;
  } else {
    marks_[slot / kWordSlots] &= ~mark_of(slot);
    add(slot / kWordSlots, ~std::uint32_t{0});  // one less: sums are modulo 2^32
  }
  slot = next_slot_++;
  token_at_[slot] = token;
  marks_[slot / kWordSlots] |= mark_of(slot);
  add(slot / kWordSlots, 1);
}

void StackDistance::close_ranks() {
  std::uint32_t kept = 0;
  for (std::uint32_t slot = 0; slot < next_slot_; ++slot) {
    const TokenIndex token = token_at_[slot];
    if (slot_of_[token] != slot) continue;
    slot_of_[token] = kept;
    token_at_[kept++] = token;
  }
  next_slot_ = kept;
  std::fill(marks_.begin(), marks_.end(), 0);
  std::fill(mark_sums_.begin(), mark_sums_.end(), 0);
  for (std::uint32_t slot = 0; slot < kept; ++slot) marks_[slot / kWordSlots] |= mark_of(slot);
  const auto words = static_cast<std::uint32_t>(marks_.size());
  for (std::uint32_t word = 0; word < words && marks_[word] != 0; ++word) {
    add(word, count_of(marks_[word]));
  }
}

void StackDistance::add(std::uint32_t word, std::uint32_t change) {
  const auto end = static_cast<std::uint32_t>(mark_sums_.size());
  for (std::uint32_t i = word + 1; i < end; i += i & (~i + 1)) mark_sums_[i] += change;
}

}  // namespace dsavp

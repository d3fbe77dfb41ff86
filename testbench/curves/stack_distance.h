// Exact LRU stack distances of the tokens of one partition.
//
// A token's distance is its place in the stack of tokens ordered by last access, 1 for the one
// accessed last: the number of distinct tokens since, itself included. LRU with room for C tokens
// hits if and only if the distance is C or less, so distances give the hits of every C at once.
// Sequential look-up takes the distance just before the token's own access. Step look-up takes the
// distances of a whole set before any of its tokens moves, and then moves them up in set order.
//
// How: each access takes the next of a row of slots, a token's slot is marked, and a distance counts
// the marks from the token's slot on, by a Fenwick tree over words of 64 slots. Once the slots are
// used up the marked ones close ranks. Time per access: logarithmic in the tokens. Memory: some 13
// bytes per token, however many accesses.
// Sources: Mattson et al., "Evaluation techniques for storage hierarchies", IBM Systems Journal
// 9(2), 1970, for the stack; Bennett and Kruskal, "LRU stack processing", IBM Journal of Research
// and Development 19(4), 1975, for counting marks with a tree.
// Errors: std::length_error for more tokens than indices can tell apart. Tokens out of range are the
// caller's error.
#pragma once

#include <cstdint>
#include <vector>

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

class StackDistance {
 public:
  // In place of a distance: no capacity makes the first access to a token a hit.
  static constexpr std::uint32_t kFirstAccess = 0;

  // Of tokens 0 to `tokens` - 1, none accessed yet.
  explicit StackDistance(std::size_t tokens);

  // Sequential look-up of a token.
  std::uint32_t access(TokenIndex token);
  // Step look-up of a set of distinct tokens.
  void step(const TokenIndex* set, std::size_t size, std::uint32_t* distances);

 private:
  std::uint32_t distance(TokenIndex token) const;
  void move_to_top(TokenIndex token);
  void close_ranks();
  void add(std::uint32_t word, std::uint32_t change);

  std::uint32_t accessed_ = 0;  // tokens so far, so marks
  std::uint32_t next_slot_ = 0;
  std::vector<std::uint32_t> slot_of_;    // [token]
  std::vector<TokenIndex> token_at_;      // [slot]; of those not marked, out of date
  std::vector<std::uint64_t> marks_;      // [word]
  std::vector<std::uint32_t> mark_sums_;  // [word + 1], the Fenwick tree
};

}  // namespace dsavp

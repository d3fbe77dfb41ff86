// What a replacement policy of the token controller does: it keeps the residents of one partition
// and chooses who leaves.
//
// Tokens are dense indices 0 .. tokens-1 within the partition; where the granule is a page they are
// pages. Three look-up orders:
//   access()    sequential: one token is probed; if it misses and the partition is full, the
//               policy's victim leaves, and the token is placed.
//   step()      the whole announced set is probed against the contents before the step; then all
//               of it counts as accessed, in set order (residents by hit(), others by insert()),
//               and the policy's victims leave until `capacity` tokens are left. Newcomers can be
//               among the victims: those have bypassed.
//   hold()      as step(), but the set's tokens stay: a victim of the policy's that is one of them
//               is put back where it was. Of a set larger than the capacity those that the policy
//               gave up first leave after all.
// A set holds no duplicates. All are made of the moves hit(), insert(), evict() and restore(); that
// is what RankedPolicy is for. A partition of capacity 0 keeps nothing.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dsavp {

using TokenIndex = std::uint32_t;
// When something is looked up: look-ups counted from the beginning.
using UseTime = std::uint32_t;
constexpr UseTime kNeverUsed = ~UseTime{0};

enum class Verdict : std::uint8_t {
  kHit,       // resident before
  kPlaced,    // missed and kept
  kBypassed,  // missed and not kept
};

// What a policy is made for. `seed` is for those that draw at random.
struct PolicyShape {
  std::size_t tokens = 0;
  std::size_t capacity = 0;
  std::uint64_t seed = 1;
};

class ReplacementPolicy {
 public:
  virtual ~ReplacementPolicy() = default;

  // `evictions` is increased by the number of residents that left.
  virtual Verdict access(TokenIndex token, std::int64_t& evictions) = 0;
  virtual void step(const TokenIndex* set, std::size_t size, Verdict* verdicts,
                    std::int64_t& evictions) = 0;
  virtual void hold(const TokenIndex* set, std::size_t size, Verdict* verdicts,
                    std::int64_t& evictions) = 0;

  virtual void hit(TokenIndex token) = 0;     // of a resident
  virtual void insert(TokenIndex token) = 0;  // of another; residents may exceed the capacity by it
  virtual TokenIndex evict() = 0;             // while there are residents; the one that left
  // Takes back the last evict() that has not been taken back, whose victim this is; other victims
  // may have left for good since.
  virtual void restore(TokenIndex victim) { insert(victim); }

  virtual bool contains(TokenIndex token) const = 0;
  virtual std::size_t resident() const = 0;

  // The next use after this one of each token that is about to be looked up; told to the policies
  // of needs_foresight() alone.
  virtual void foresee(const TokenIndex* /*tokens*/, const UseTime* /*next*/, std::size_t) {}
  // Of the tokens from `first` on, one request's, those from `recent` up to `end` are its most
  // recent ones from now on.
  virtual void extend(TokenIndex /*first*/, TokenIndex /*recent*/, TokenIndex /*end*/) {}
};

}  // namespace dsavp

// What a replacement policy of the token controller does: it keeps the resident tokens of one
// partition and chooses who leaves.
//
// Tokens are dense indices 0 .. tokens-1 within the partition. Both look-up orders are the policy's:
//   access()    sequential: probe one token, place it on a miss.
//   step()      the whole announced set is probed against the contents before the step; then the
//               old contents and the set are ranked together, each token of the set as accessed in
//               set order, and the best-ranked `capacity` tokens stay.
// A set holds no duplicates. A new policy is a new file with a class of this interface and a line
// in policies.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace dsavp {

using TokenIndex = std::uint32_t;

enum class Verdict : std::uint8_t {
  kHit,       // resident before
  kPlaced,    // missed and kept
  kBypassed,  // missed and not kept
};

class ReplacementPolicy {
 public:
  virtual ~ReplacementPolicy() = default;

  // `evictions` is increased by the number of residents that left.
  virtual Verdict access(TokenIndex token, std::int64_t& evictions) = 0;
  virtual void step(const TokenIndex* set, std::size_t size, Verdict* verdicts,
                    std::int64_t& evictions) = 0;
  virtual bool contains(TokenIndex token) const = 0;
  virtual std::size_t resident() const = 0;
};

}  // namespace dsavp

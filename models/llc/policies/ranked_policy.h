// Both look-up orders made of a policy's three moves.
//
// `Derived` is final and has hit(), insert(), evict(), contains() and resident(), which are called
// without dispatch.
#pragma once

#include <algorithm>

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

template <class Derived>
class RankedPolicy : public ReplacementPolicy {
 public:
  explicit RankedPolicy(std::size_t capacity) : capacity_(capacity) {}

  Verdict access(TokenIndex token, std::int64_t& evictions) override {
    Derived& policy = static_cast<Derived&>(*this);
    if (policy.contains(token)) {
      policy.hit(token);
      return Verdict::kHit;
    }
    if (capacity_ == 0) return Verdict::kBypassed;
    if (policy.resident() == capacity_) {
      policy.evict();
      ++evictions;
    }
    policy.insert(token);
    return Verdict::kPlaced;
  }

  void step(const TokenIndex* set, std::size_t size, Verdict* verdicts,
            std::int64_t& evictions) override {
    if (capacity_ == 0) {
      std::fill_n(verdicts, size, Verdict::kBypassed);
      return;
    }
    Derived& policy = static_cast<Derived&>(*this);
    // Nobody leaves before the whole set has been probed, so probing may go on beside placing.
    for (std::size_t i = 0; i < size; ++i) {
      if (policy.contains(set[i])) {
        verdicts[i] = Verdict::kHit;
        policy.hit(set[i]);
      } else {
        verdicts[i] = Verdict::kPlaced;
        policy.insert(set[i]);
      }
    }
    for (; policy.resident() > capacity_; ++evictions) policy.evict();
    for (std::size_t i = 0; i < size; ++i) {
      if (verdicts[i] != Verdict::kPlaced || policy.contains(set[i])) continue;
      verdicts[i] = Verdict::kBypassed;
      --evictions;
    }
  }

 protected:
  std::size_t capacity() const { return capacity_; }

 private:
  const std::size_t capacity_;
};

}  // namespace dsavp

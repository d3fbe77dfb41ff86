// Not a policy but a bound for all of them: every token is resident from the beginning and stays.
// Memory: none.
#pragma once

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

class AllResidentPolicy final : public ReplacementPolicy {
 public:
  Verdict access(TokenIndex, std::int64_t&) override { return Verdict::kHit; }
  void step(const TokenIndex*, std::size_t size, Verdict* verdicts, std::int64_t&) override {
    for (std::size_t i = 0; i < size; ++i) verdicts[i] = Verdict::kHit;
  }
  void hold(const TokenIndex* set, std::size_t size, Verdict* verdicts,
            std::int64_t& evictions) override {
    step(set, size, verdicts, evictions);
  }

  // Nobody inserts and evicts.
  void hit(TokenIndex) override {}
  void insert(TokenIndex) override {}
  TokenIndex evict() override { return 0; }

  bool contains(TokenIndex) const override { return true; }
  // What has come by a fetch and not left, as the counters have it.
  std::size_t resident() const override { return 0; }
};

}  // namespace dsavp

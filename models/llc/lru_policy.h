// Least recently used, as a doubly linked list in flat arrays of `capacity` slots.
//
// Recency is a stack order, so the contents after a step are the `capacity` most recent of the old
// contents and the set: the set's last tokens, then the most recent old ones.
// Memory: 4 bytes per token of the partition and 12 per slot.
#pragma once

#include <vector>

#include "models/llc/recency_list.h"
#include "models/llc/replacement_policy.h"

namespace dsavp {

class LruPolicy : public ReplacementPolicy {
 public:
  LruPolicy(std::size_t tokens, std::size_t capacity);

  Verdict access(TokenIndex token, std::int64_t& evictions) override;
  void step(const TokenIndex* set, std::size_t size, Verdict* verdicts,
            std::int64_t& evictions) override;
  bool contains(TokenIndex token) const override { return slot_of_[token] != kNone; }
  std::size_t resident() const override { return resident_; }

 private:
  using Slot = RecencyList::Slot;
  static constexpr Slot kNone = RecencyList::kNone;

  void evict(Slot slot);
  Slot allot(TokenIndex token);

  std::vector<Slot> slot_of_;
  std::vector<TokenIndex> token_of_;
  RecencyList order_;
  std::vector<Slot> free_;
  std::size_t resident_ = 0;
  const std::size_t capacity_;
};

}  // namespace dsavp

// What policies have in common that keep all residents in one queue and let them leave at its old
// end; they differ in what moves them within it.
#pragma once

#include <memory>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policies/token_queue.h"
#include "models/llc/policy_list.h"

namespace dsavp {

template <class Derived>
class QueuePolicy : public RankedPolicy<Derived> {
 public:
  explicit QueuePolicy(const PolicyShape& shape)
      : RankedPolicy<Derived>(shape.capacity), queue_(shape.tokens) {}

  void insert(TokenIndex token) override { queue_.push_newest(token); }
  TokenIndex evict() override { return queue_.take_oldest(); }
  void restore(TokenIndex victim) override { queue_.push_oldest(victim); }
  bool contains(TokenIndex token) const final { return queue_.contains(token); }
  std::size_t resident() const final { return queue_.size(); }

 protected:
  TokenQueue queue_;
};

}  // namespace dsavp

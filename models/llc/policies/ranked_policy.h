// All look-up orders made of a policy's moves.
//
// `Derived` is final and has hit(), insert(), evict(), contains() and resident(), which are called
// without dispatch, and restore() where a victim's place is lost by leaving.
// Memory: hold() takes a byte per token.
#pragma once

#include <algorithm>
#include <vector>

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
    place(set, size, verdicts);
    for (; policy.resident() > capacity_; ++evictions) policy.evict();
    find_bypassed(set, size, verdicts, evictions);
  }

  void hold(const TokenIndex* set, std::size_t size, Verdict* verdicts,
            std::int64_t& evictions) override {
    if (capacity_ == 0) {
      std::fill_n(verdicts, size, Verdict::kBypassed);
      return;
    }
    place(set, size, verdicts);
    make_room(set, size, evictions);
    find_bypassed(set, size, verdicts, evictions);
  }

  // Whether evict() has somebody to choose from.
  bool has_victim() const { return static_cast<const Derived&>(*this).resident() > 0; }

 protected:
  std::size_t capacity() const { return capacity_; }

 private:
  // Nobody leaves before the whole set has been probed, so probing may go on beside placing.
  void place(const TokenIndex* set, std::size_t size, Verdict* verdicts) {
    Derived& policy = static_cast<Derived&>(*this);
    for (std::size_t i = 0; i < size; ++i) {
      if (policy.contains(set[i])) {
        verdicts[i] = Verdict::kHit;
        policy.hit(set[i]);
      } else {
        verdicts[i] = Verdict::kPlaced;
        policy.insert(set[i]);
      }
    }
  }

  void make_room(const TokenIndex* set, std::size_t size, std::int64_t& evictions) {
    Derived& policy = static_cast<Derived&>(*this);
    std::size_t over = policy.resident() - std::min(policy.resident(), capacity_);
    if (over == 0) return;
    const TokenIndex last = *std::max_element(set, set + size);
    if (last >= held_.size()) held_.resize(std::size_t{last} + 1, 0);
    for (std::size_t i = 0; i < size; ++i) held_[set[i]] = 1;
    spared_.clear();
    while (over > 0 && policy.has_victim()) {
      const TokenIndex victim = policy.evict();
      if (victim < held_.size() && held_[victim] != 0) {
        spared_.push_back(victim);
      } else {
        --over;
        ++evictions;
      }
    }
    evictions += static_cast<std::int64_t>(over);
    while (spared_.size() > over) {
      policy.restore(spared_.back());
      spared_.pop_back();
    }
    for (std::size_t i = 0; i < size; ++i) held_[set[i]] = 0;
  }

  void find_bypassed(const TokenIndex* set, std::size_t size, Verdict* verdicts,
                     std::int64_t& evictions) {
    const Derived& policy = static_cast<const Derived&>(*this);
    for (std::size_t i = 0; i < size; ++i) {
      if (verdicts[i] != Verdict::kPlaced || policy.contains(set[i])) continue;
      verdicts[i] = Verdict::kBypassed;
      --evictions;
    }
  }

  const std::size_t capacity_;
  std::vector<std::uint8_t> held_;  // of each token, while room is made
  std::vector<TokenIndex> spared_;  // victims that are to stay, in the order in which they left
};

}  // namespace dsavp

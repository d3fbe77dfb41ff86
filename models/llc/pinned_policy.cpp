#include "models/llc/pinned_policy.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "models/llc/policies/ranked_policy.h"

namespace dsavp {
namespace {

class PinnedPolicy final : public RankedPolicy<PinnedPolicy> {
 public:
  PinnedPolicy(std::unique_ptr<ReplacementPolicy> policy, const PolicyShape& shape)
      : RankedPolicy(shape.capacity), policy_(std::move(policy)), place_(shape.tokens, kOld) {}

  void extend(TokenIndex first, TokenIndex recent, TokenIndex end) override {
    Zone& zone = zone_from(first);
    for (TokenIndex token = zone.begin; token < zone.end; ++token) {
      if (token < recent || token >= end) release(token);
    }
    for (TokenIndex token = recent; token < end; ++token) {
      if (place_[token] == kOld) place_[token] = kRecent;
    }
    zone.begin = recent;
    zone.end = end;
  }

  Verdict access(TokenIndex token, std::int64_t& evictions) override {
    const bool no_place = resident() == capacity() && policy_->resident() == 0;
    if (no_place && !contains(token)) return Verdict::kBypassed;
    return RankedPolicy::access(token, evictions);
  }

  void hit(TokenIndex token) override {
    if (place_[token] != kPinned) policy_->hit(token);
  }
  void insert(TokenIndex token) override {
    if (place_[token] == kRecent) {
      place_[token] = kPinned;
      ++pinned_;
    } else {
      policy_->insert(token);
    }
  }
  TokenIndex evict() override { return policy_->evict(); }
  void restore(TokenIndex victim) override { policy_->restore(victim); }
  bool has_victim() const { return policy_->resident() > 0; }
  bool contains(TokenIndex token) const override {
    return place_[token] == kPinned || policy_->contains(token);
  }
  std::size_t resident() const override { return pinned_ + policy_->resident(); }

 private:
  enum Place : std::uint8_t { kOld, kRecent, kPinned };
  struct Zone {
    TokenIndex first;
    TokenIndex begin;
    TokenIndex end;
  };

  Zone& zone_from(TokenIndex first) {
    const auto found = std::find_if(zones_.begin(), zones_.end(),
                                    [&](const Zone& zone) { return zone.first == first; });
    if (found != zones_.end()) return *found;
    zones_.push_back({first, first, first});
    return zones_.back();
  }
  void release(TokenIndex token) {
    const bool pinned = place_[token] == kPinned;
    place_[token] = kOld;
    if (!pinned) return;
    --pinned_;
    policy_->insert(token);
  }

  std::unique_ptr<ReplacementPolicy> policy_;
  std::vector<Place> place_;
  std::vector<Zone> zones_;  // one for each window that was extended
  std::size_t pinned_ = 0;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> pin_recent(std::unique_ptr<ReplacementPolicy> policy,
                                              const PolicyShape& shape) {
  return std::make_unique<PinnedPolicy>(std::move(policy), shape);
}

}  // namespace dsavp

#include "models/llc/lru_policy.h"

namespace dsavp {

LruPolicy::LruPolicy(std::size_t tokens, std::size_t capacity)
    : slot_of_(tokens, kNone), links_(capacity), capacity_(capacity) {
  free_.reserve(capacity);
  for (std::size_t i = capacity; i > 0; --i) free_.push_back(static_cast<Slot>(i - 1));
}

Verdict LruPolicy::access(TokenIndex token, std::int64_t& evictions) {
  const Slot slot = slot_of_[token];
  if (slot != kNone) {
    unlink(slot);
    push_newest(slot);
    return Verdict::kHit;
  }
  if (capacity_ == 0) return Verdict::kBypassed;
  if (resident_ == capacity_) {
    evict(oldest_);
    ++evictions;
  }
  push_newest(allot(token));
  return Verdict::kPlaced;
}

void LruPolicy::step(const TokenIndex* set, std::size_t size, Verdict* verdicts,
                     std::int64_t& evictions) {
  const std::size_t first_kept = size > capacity_ ? size - capacity_ : 0;
  for (std::size_t i = 0; i < first_kept; ++i) {
    const Slot slot = slot_of_[set[i]];
    verdicts[i] = slot == kNone ? Verdict::kBypassed : Verdict::kHit;
    if (slot != kNone) {
      evict(slot);
      ++evictions;
    }
  }
  // Those that stay are taken out of the order first, so that whatever is oldest then may leave.
  std::size_t to_place = 0;
  for (std::size_t i = first_kept; i < size; ++i) {
    const Slot slot = slot_of_[set[i]];
    verdicts[i] = slot == kNone ? Verdict::kPlaced : Verdict::kHit;
    if (slot == kNone) {
      ++to_place;
    } else {
      unlink(slot);
    }
  }
  for (; resident_ + to_place > capacity_; ++evictions) evict(oldest_);
  for (std::size_t i = first_kept; i < size; ++i) {
    push_newest(verdicts[i] == Verdict::kHit ? slot_of_[set[i]] : allot(set[i]));
  }
}

void LruPolicy::unlink(Slot slot) {
  const Link& link = links_[slot];
  (link.newer == kNone ? newest_ : links_[link.newer].older) = link.older;
  (link.older == kNone ? oldest_ : links_[link.older].newer) = link.newer;
}

void LruPolicy::push_newest(Slot slot) {
  links_[slot].newer = kNone;
  links_[slot].older = newest_;
  (newest_ == kNone ? oldest_ : links_[newest_].newer) = slot;
  newest_ = slot;
}

void LruPolicy::evict(Slot slot) {
  unlink(slot);
  slot_of_[links_[slot].token] = kNone;
  free_.push_back(slot);
  --resident_;
}

LruPolicy::Slot LruPolicy::allot(TokenIndex token) {
  const Slot slot = free_.back();
  free_.pop_back();
  links_[slot].token = token;
  slot_of_[token] = slot;
  ++resident_;
  return slot;
}

}  // namespace dsavp

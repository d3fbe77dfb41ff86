#include "models/llc/lru_policy.h"

namespace dsavp {

LruPolicy::LruPolicy(std::size_t tokens, std::size_t capacity)
    : slot_of_(tokens, kNone), token_of_(capacity), capacity_(capacity) {
  order_.resize(capacity);
  free_.reserve(capacity);
  for (std::size_t i = capacity; i > 0; --i) free_.push_back(static_cast<Slot>(i - 1));
}

Verdict LruPolicy::access(TokenIndex token, std::int64_t& evictions) {
  const Slot slot = slot_of_[token];
  if (slot != kNone) {
    order_.unlink(slot);
    order_.push_newest(slot);
    return Verdict::kHit;
  }
  if (capacity_ == 0) return Verdict::kBypassed;
  if (resident_ == capacity_) {
    evict(order_.oldest());
    ++evictions;
  }
  order_.push_newest(allot(token));
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
      order_.unlink(slot);
    }
  }
  for (; resident_ + to_place > capacity_; ++evictions) evict(order_.oldest());
  for (std::size_t i = first_kept; i < size; ++i) {
    order_.push_newest(verdicts[i] == Verdict::kHit ? slot_of_[set[i]] : allot(set[i]));
  }
}

void LruPolicy::evict(Slot slot) {
  order_.unlink(slot);
  slot_of_[token_of_[slot]] = kNone;
  free_.push_back(slot);
  --resident_;
}

LruPolicy::Slot LruPolicy::allot(TokenIndex token) {
  const Slot slot = free_.back();
  free_.pop_back();
  token_of_[slot] = token;
  slot_of_[token] = slot;
  ++resident_;
  return slot;
}

}  // namespace dsavp

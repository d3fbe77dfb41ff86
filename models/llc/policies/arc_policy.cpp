// ARC, adaptive replacement (Megiddo and Modha, FAST 2003): residents seen once (T1) and more than
// once (T2), each in order of recency, and as many ghosts, tokens that left either (B1, B2). A
// look-up of a ghost moves the share of T1 that is aimed at towards the list whose ghost it is.
//
// Sequential look-up is the paper's algorithm: a ghost's look-up adapts the aim, REPLACE makes
// room, the token enters. The paper drops ghosts beforehand, by cases; dropping the oldest of B1
// while T1 and B1 exceed the capacity, and then of B2 while all four exceed twice that, comes to
// the same.
// Step look-up: each member of the set, in order, is a hit, or adapts the aim and enters; then
// REPLACE takes victims until the capacity is met, and ghosts are dropped after the last one. Its
// rule for |T1| equal to the aim, which asks whether the one looked up is a ghost of B2, does not
// apply then: T1 gives up the victim only while it is above the aim, or T2 is empty.
// By its three moves alone, as behind pinning, REPLACE comes before the aim adapts, likewise.
// Memory: 32 bytes per token of the partition.
#include <algorithm>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policies/token_queue.h"
#include "models/llc/policy_list.h"

namespace dsavp {
namespace {

class ArcPolicy final : public RankedPolicy<ArcPolicy> {
 public:
  explicit ArcPolicy(const PolicyShape& shape)
      : RankedPolicy(shape.capacity),
        once_(shape.tokens),
        often_(shape.tokens),
        once_ghosts_(shape.tokens),
        often_ghosts_(shape.tokens) {}

  Verdict access(TokenIndex token, std::int64_t& evictions) override {
    if (contains(token)) {
      hit(token);
      return Verdict::kHit;
    }
    if (capacity() == 0) return Verdict::kBypassed;
    const bool was_often = often_ghosts_.contains(token);
    const bool is_ghost = adapt(token);
    if (resident() == capacity()) {
      replace(was_often);
      ++evictions;
    }
    place(token, is_ghost);
    return Verdict::kPlaced;
  }

  void hit(TokenIndex token) override {
    if (often_.contains(token)) {
      often_.move_to_newest(token);
    } else {
      once_.take(token);
      often_.push_newest(token);
    }
  }
  void insert(TokenIndex token) override { place(token, adapt(token)); }
  TokenIndex evict() override {
    const TokenIndex victim = replace(false);
    drop_ghosts();
    return victim;
  }
  void restore(TokenIndex victim) override {
    const bool was_often = often_ghosts_.contains(victim);
    if (was_often) often_ghosts_.take(victim);
    if (once_ghosts_.contains(victim)) once_ghosts_.take(victim);
    (was_often ? often_ : once_).push_oldest(victim);
  }
  bool contains(TokenIndex token) const override {
    return once_.contains(token) || often_.contains(token);
  }
  std::size_t resident() const override { return once_.size() + often_.size(); }

 private:
  // Whether it was a ghost; it no longer is.
  bool adapt(TokenIndex token) {
    const auto once = static_cast<double>(once_ghosts_.size());
    const auto often = static_cast<double>(often_ghosts_.size());
    if (once_ghosts_.contains(token)) {
      aim_ = std::min(aim_ + std::max(1.0, often / once), static_cast<double>(capacity()));
      once_ghosts_.take(token);
      return true;
    }
    if (often_ghosts_.contains(token)) {
      aim_ = std::max(aim_ - std::max(1.0, once / often), 0.0);
      often_ghosts_.take(token);
      return true;
    }
    return false;
  }
  void place(TokenIndex token, bool is_ghost) {
    (is_ghost ? often_ : once_).push_newest(token);
    drop_ghosts();
  }
  TokenIndex replace(bool for_often_ghost) {
    const auto once = static_cast<double>(once_.size());
    const bool exceeds = once > aim_ || (for_often_ghost && once >= aim_);
    const bool from_once = !once_.empty() && (exceeds || often_.empty());
    const TokenIndex victim = (from_once ? once_ : often_).take_oldest();
    (from_once ? once_ghosts_ : often_ghosts_).push_newest(victim);
    return victim;
  }
  // Not while a set is entering: it would cost ghosts that there is room for after the step.
  void drop_ghosts() {
    if (resident() > capacity()) return;
    while (!once_ghosts_.empty() && once_.size() + once_ghosts_.size() > capacity()) {
      once_ghosts_.take_oldest();
    }
    while (!often_ghosts_.empty() &&
           resident() + once_ghosts_.size() + often_ghosts_.size() > 2 * capacity()) {
      often_ghosts_.take_oldest();
    }
  }

  TokenQueue once_;          // T1
  TokenQueue often_;         // T2
  TokenQueue once_ghosts_;   // B1
  TokenQueue often_ghosts_;  // B2
  double aim_ = 0;           // p, the size of T1 that is aimed at
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_arc_policy(const PolicyShape& shape) {
  return std::make_unique<ArcPolicy>(shape);
}

}  // namespace dsavp

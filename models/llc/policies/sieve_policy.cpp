// SIEVE (Zhang et al., NSDI 2024): a queue in order of entry, a bit for residents that were hit,
// and a hand that moves from old to new, clears bits, and takes the first resident without one. It
// stays where it took one; past the newest it begins again at the oldest. Unlike in CLOCK, those
// that it passes keep their places, and newcomers enter at the new end, not behind the hand.
//
// Step look-up: newcomers are at the new end when victims are chosen, so that they leave if the
// hand gets there first.
// Memory: 9 bytes per token of the partition.
#include <vector>

#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class SievePolicy final : public QueuePolicy<SievePolicy> {
 public:
  explicit SievePolicy(const PolicyShape& shape)
      : QueuePolicy(shape), visited_(shape.tokens, 0), hand_(queue_.head()) {}

  void hit(TokenIndex token) override { visited_[token] = 1; }
  TokenIndex evict() override {
    TokenIndex victim = from(hand_);
    while (visited_[victim] != 0) {
      visited_[victim] = 0;
      victim = from(queue_.newer(victim));
    }
    hand_ = queue_.newer(victim);
    queue_.take(victim);
    return victim;
  }
  void restore(TokenIndex victim) override {
    queue_.push_newer_than(queue_.older(hand_), victim);
    hand_ = victim;
  }

 private:
  TokenIndex from(TokenIndex place) const {
    return place == queue_.head() ? queue_.oldest() : place;
  }

  std::vector<std::uint8_t> visited_;
  TokenIndex hand_;  // the queue's head: at the oldest
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_sieve_policy(const PolicyShape& shape) {
  return std::make_unique<SievePolicy>(shape);
}

}  // namespace dsavp

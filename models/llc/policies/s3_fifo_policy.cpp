// S3-FIFO (Yang et al., SOSP 2023): newcomers enter a small queue, a tenth of the capacity and at
// least one place. From its old end those that were hit more than once go on to the main queue,
// their count cleared; others leave and are remembered, as many as the main queue has places. What
// is looked up while it is remembered enters the main queue at once. From the main queue's old end
// those hit go round again, a hit less each time; others leave. Hits are counted up to 3.
//
// The small queue gives up the victim if it has its places full, else the main queue does. In the
// paper a token that goes on to a full main queue drives one out, and the small queue still gives
// up its own; here one leaves at a time, so that the first is the victim.
// Step look-up: the whole set enters the queues before the first one leaves, so that the small
// queue is longer than its share for that time; who is remembered counts as of before the step.
// Memory: 25 bytes per token of the partition.
#include <algorithm>
#include <vector>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policies/token_queue.h"
#include "models/llc/policy_list.h"

namespace dsavp {
namespace {

class S3FifoPolicy final : public RankedPolicy<S3FifoPolicy> {
 public:
  explicit S3FifoPolicy(const PolicyShape& shape)
      : RankedPolicy(shape.capacity),
        small_places_(std::max<std::size_t>(shape.capacity / 10, 1)),
        main_places_(shape.capacity - std::min(shape.capacity, small_places_)),
        small_(shape.tokens),
        main_(shape.tokens),
        ghosts_(shape.tokens),
        hits_(shape.tokens, 0) {}

  void hit(TokenIndex token) override {
    if (hits_[token] < kMostHits) ++hits_[token];
  }
  void insert(TokenIndex token) override {
    hits_[token] = 0;
    if (ghosts_.contains(token)) {
      ghosts_.take(token);
      main_.push_newest(token);
    } else {
      small_.push_newest(token);
    }
  }
  TokenIndex evict() override {
    if (small_.size() < small_places_ && !main_.empty()) return evict_from_main();
    while (!small_.empty()) {
      const TokenIndex token = small_.take_oldest();
      if (hits_[token] <= 1) {
        remember(token);
        return token;
      }
      hits_[token] = 0;
      main_.push_newest(token);
      if (main_.size() > main_places_) break;
    }
    return evict_from_main();
  }
  void restore(TokenIndex victim) override {
    if (hits_[victim] == kLeftMain) {
      hits_[victim] = 0;
      main_.push_oldest(victim);
    } else {
      if (ghosts_.contains(victim)) ghosts_.take(victim);
      small_.push_oldest(victim);
    }
  }
  bool contains(TokenIndex token) const override {
    return small_.contains(token) || main_.contains(token);
  }
  std::size_t resident() const override { return small_.size() + main_.size(); }

 private:
  static constexpr std::uint8_t kMostHits = 3;
  static constexpr std::uint8_t kLeftMain = 0xff;  // in place of hits

  TokenIndex evict_from_main() {
    for (TokenIndex token; hits_[token = main_.oldest()] > 0;) {
      --hits_[token];
      main_.move_to_newest(token);
    }
    const TokenIndex victim = main_.take_oldest();
    hits_[victim] = kLeftMain;
    return victim;
  }
  void remember(TokenIndex token) {
    ghosts_.push_newest(token);
    if (ghosts_.size() > main_places_) ghosts_.take_oldest();
  }

  const std::size_t small_places_;
  const std::size_t main_places_;
  TokenQueue small_;
  TokenQueue main_;
  TokenQueue ghosts_;
  std::vector<std::uint8_t> hits_;  // of residents, since they entered their queue
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_s3_fifo_policy(const PolicyShape& shape) {
  return std::make_unique<S3FifoPolicy>(shape);
}

}  // namespace dsavp

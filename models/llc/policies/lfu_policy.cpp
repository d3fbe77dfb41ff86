// Least frequently used: of the uses since a token became resident; of those used equally often,
// the least recently used one leaves.
//
// Step look-up: newcomers have one use, so that they leave before residents used twice, and after
// older ones used once.
// One queue holds all residents, those used less first and within a number of uses the least recent
// first. Tokens of one number of uses form a bucket that knows its last token: a hit moves a token
// behind the last one of the next bucket, in constant time.
// Memory: 20 bytes per token of the partition. A token's uses are counted up to 2^32 - 1.
#include <vector>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policies/token_queue.h"
#include "models/llc/policy_list.h"

namespace dsavp {
namespace {

class LfuPolicy final : public RankedPolicy<LfuPolicy> {
 public:
  explicit LfuPolicy(const PolicyShape& shape)
      : RankedPolicy(shape.capacity),
        queue_(shape.tokens),
        bucket_of_(shape.tokens, 0),
        buckets_(shape.tokens) {
    for (BucketIndex i = 0; i < shape.tokens; ++i) buckets_[i].newest = i + 1;
  }

  void hit(TokenIndex token) override {
    const Bucket bucket = buckets_[bucket_of_[token]];
    const TokenIndex above = queue_.newer(bucket.newest);
    const bool joins = has_uses(above, bucket.uses + 1);
    const TokenIndex place = joins ? buckets_[bucket_of_[above]].newest : bucket.newest;
    leave_bucket(token);
    if (place != token) {
      queue_.take(token);
      queue_.push_newer_than(place, token);
    }
    enter_bucket(token, joins ? bucket_of_[above] : new_bucket(bucket.uses + 1));
  }
  void insert(TokenIndex token) override {
    const TokenIndex oldest = queue_.oldest();
    const bool joins = has_uses(oldest, 1);
    const TokenIndex place = joins ? buckets_[bucket_of_[oldest]].newest : queue_.head();
    queue_.push_newer_than(place, token);
    enter_bucket(token, joins ? bucket_of_[oldest] : new_bucket(1));
  }
  TokenIndex evict() override {
    leave_bucket(queue_.oldest());
    return queue_.take_oldest();
  }
  // Its bucket, should it have been freed, still says how many uses it had: buckets freed since are
  // taken first, and those of victims that left before are older still.
  void restore(TokenIndex victim) override {
    const std::uint32_t uses = buckets_[bucket_of_[victim]].uses;
    const TokenIndex oldest = queue_.oldest();
    const bool joins = has_uses(oldest, uses);
    queue_.push_oldest(victim);
    if (joins) {
      bucket_of_[victim] = bucket_of_[oldest];
    } else {
      enter_bucket(victim, new_bucket(uses));
    }
  }
  bool contains(TokenIndex token) const override { return queue_.contains(token); }
  std::size_t resident() const override { return queue_.size(); }

 private:
  using BucketIndex = std::uint32_t;
  struct Bucket {
    std::uint32_t uses = 0;
    TokenIndex newest = 0;  // of a free one: the next free one
  };

  bool has_uses(TokenIndex token, std::uint32_t uses) const {
    return token != queue_.head() && buckets_[bucket_of_[token]].uses == uses;
  }
  BucketIndex new_bucket(std::uint32_t uses) {
    const BucketIndex bucket = free_;
    free_ = buckets_[bucket].newest;
    buckets_[bucket].uses = uses;
    return bucket;
  }
  // As its newest.
  void enter_bucket(TokenIndex token, BucketIndex bucket) {
    bucket_of_[token] = bucket;
    buckets_[bucket].newest = token;
  }
  void leave_bucket(TokenIndex token) {
    const BucketIndex bucket = bucket_of_[token];
    if (buckets_[bucket].newest != token) return;
    const TokenIndex older = queue_.older(token);
    if (older != queue_.head() && bucket_of_[older] == bucket) {
      buckets_[bucket].newest = older;
    } else {
      buckets_[bucket].newest = free_;
      free_ = bucket;
    }
  }

  TokenQueue queue_;
  std::vector<BucketIndex> bucket_of_;
  std::vector<Bucket> buckets_;
  BucketIndex free_ = 0;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_lfu_policy(const PolicyShape& shape) {
  return std::make_unique<LfuPolicy>(shape);
}

}  // namespace dsavp

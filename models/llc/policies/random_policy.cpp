// Random: every resident is as likely as any other to leave. The draws depend on the seed alone.
//
// Step look-up: all residents and the whole set are candidates, so that newcomers leave as likely
// as others do. A draw is biased by less than the number of residents in 2^32.
// Memory: 8 bytes per token of the partition, and 2.5 KB.
#include <random>
#include <vector>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policy_list.h"

namespace dsavp {
namespace {

class RandomPolicy final : public RankedPolicy<RandomPolicy> {
 public:
  explicit RandomPolicy(const PolicyShape& shape)
      : RankedPolicy(shape.capacity), engine_(shape.seed), place_of_(shape.tokens, kAbsent) {
    residents_.reserve(shape.tokens);
  }

  void hit(TokenIndex) override {}
  void insert(TokenIndex token) override {
    place_of_[token] = static_cast<Place>(residents_.size());
    residents_.push_back(token);
  }
  TokenIndex evict() override {
    const Place place = draw();
    const TokenIndex victim = residents_[place];
    const TokenIndex last = residents_.back();
    residents_[place] = last;
    place_of_[last] = place;
    residents_.pop_back();
    place_of_[victim] = kAbsent;
    return victim;
  }
  bool contains(TokenIndex token) const override { return place_of_[token] != kAbsent; }
  std::size_t resident() const override { return residents_.size(); }

 private:
  using Place = std::uint32_t;
  static constexpr Place kAbsent = ~Place{0};

  Place draw() { return static_cast<Place>((engine_() >> 32) * residents_.size() >> 32); }

  std::mt19937_64 engine_;
  std::vector<Place> place_of_;
  std::vector<TokenIndex> residents_;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_random_policy(const PolicyShape& shape) {
  return std::make_unique<RandomPolicy>(shape);
}

}  // namespace dsavp

// The offline optimum (Belady, IBM Systems Journal 5(2), 1966), with bypass: of the residents and
// what is looked up, the one whose next use is furthest away leaves. Of those never used again, the
// one with the highest index.
//
// Between two uses of a token that follow each other, keeping it there all the time gives one hit,
// and takes one place; dropping the one that ends last whenever there are too many keeps the most.
// So no policy has more hits under the same look-up order, at token granularity. Of pages it makes
// the fewest fetches, not the most token hits.
// Memory: 16 bytes per token of the partition.
#include <vector>

#include "models/llc/policies/ranked_policy.h"
#include "models/llc/policy_list.h"

namespace dsavp {
namespace {

class OptimumPolicy final : public RankedPolicy<OptimumPolicy> {
 public:
  explicit OptimumPolicy(const PolicyShape& shape)
      : RankedPolicy(shape.capacity),
        next_(shape.tokens, kNeverUsed),
        place_of_(shape.tokens, kAbsent) {
    heap_.reserve(shape.tokens);  // a set may enter before anybody leaves
  }

  void foresee(const TokenIndex* tokens, const UseTime* next, std::size_t count) override {
    for (std::size_t i = 0; i < count; ++i) next_[tokens[i]] = next[i];
  }

  // The newcomer may be the one that is wanted last.
  Verdict access(TokenIndex token, std::int64_t& evictions) override {
    Verdict verdict = Verdict::kBypassed;
    step(&token, 1, &verdict, evictions);
    return verdict;
  }

  void hit(TokenIndex token) override {
    const Place place = place_of_[token];
    heap_[place].next = next_[token];
    sift_up(place);  // it is wanted later than it was, for now is when it was wanted
  }
  void insert(TokenIndex token) override {
    heap_.push_back({next_[token], token});
    sift_up(static_cast<Place>(heap_.size() - 1));
  }
  TokenIndex evict() override {
    const TokenIndex victim = heap_.front().token;
    place_of_[victim] = kAbsent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
    return victim;
  }
  bool contains(TokenIndex token) const override { return place_of_[token] != kAbsent; }
  std::size_t resident() const override { return heap_.size(); }

 private:
  using Place = std::uint32_t;
  static constexpr Place kAbsent = ~Place{0};
  struct Entry {
    UseTime next;
    TokenIndex token;
  };

  static bool leaves_before(const Entry& a, const Entry& b) {
    return a.next != b.next ? a.next > b.next : a.token > b.token;
  }
  void put(const Entry& entry, Place place) {
    heap_[place] = entry;
    place_of_[entry.token] = place;
  }
  void sift_up(Place place) {
    const Entry entry = heap_[place];
    for (; place > 0 && leaves_before(entry, heap_[(place - 1) / 2]); place = (place - 1) / 2) {
      put(heap_[(place - 1) / 2], place);
    }
    put(entry, place);
  }
  // From the first place, which is free.
  void sift_down(const Entry& entry) {
    const auto size = static_cast<Place>(heap_.size());
    Place place = 0;
    for (Place child; (child = 2 * place + 1) < size; place = child) {
      if (child + 1 < size && leaves_before(heap_[child + 1], heap_[child])) ++child;
      if (!leaves_before(heap_[child], entry)) break;
      put(heap_[child], place);
    }
    put(entry, place);
  }

  std::vector<UseTime> next_;
  std::vector<Place> place_of_;
  std::vector<Entry> heap_;  // first the one that leaves next
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_optimum_policy(const PolicyShape& shape) {
  return std::make_unique<OptimumPolicy>(shape);
}

}  // namespace dsavp

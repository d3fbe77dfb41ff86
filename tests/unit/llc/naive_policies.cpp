#include "tests/unit/llc/naive_policies.h"

#include <cstddef>

namespace dsavp::llc_test {
namespace {

void drop(Tokens& tokens, TokenIndex token) {
  tokens.erase(std::find(tokens.begin(), tokens.end(), token));
}
TokenIndex pop_front(Tokens& tokens) {
  const TokenIndex token = tokens.front();
  tokens.erase(tokens.begin());
  return token;
}
auto at(Tokens& tokens, std::size_t place) {
  return tokens.begin() + static_cast<std::ptrdiff_t>(place);
}

// Residents with what is known of each; the one with the least key leaves.
class NaiveLeast : public NaivePolicy {
 public:
  NaiveLeast(PolicyKind kind, std::size_t capacity) : NaivePolicy(capacity), kind_(kind) {}

  void hit(TokenIndex token) override {
    for (Resident& resident : residents_) {
      if (resident.token != token) continue;
      ++resident.uses;
      resident.last_use = ++now_;
    }
  }
  void insert(TokenIndex token) override {
    ++now_;
    residents_.push_back({token, 1, now_, now_});
  }
  void evict() override {
    residents_.erase(
        std::min_element(residents_.begin(), residents_.end(),
                         [&](const Resident& a, const Resident& b) { return before(a, b); }));
  }
  Tokens residents() const override {
    Tokens tokens;
    for (const Resident& resident : residents_) tokens.push_back(resident.token);
    return tokens;
  }

 private:
  struct Resident {
    TokenIndex token;
    int uses;
    int entry;
    int last_use;
  };
  bool before(const Resident& a, const Resident& b) const {
    if (kind_ == PolicyKind::kFifo) return a.entry < b.entry;
    if (kind_ == PolicyKind::kLfu && a.uses != b.uses) return a.uses < b.uses;
    return a.last_use < b.last_use;
  }

  const PolicyKind kind_;
  std::vector<Resident> residents_;
  int now_ = 0;
};

// CLOCK as a circle with a hand; SIEVE as a line, old to new, with a hand.
class NaiveHand : public NaivePolicy {
 public:
  NaiveHand(PolicyKind kind, std::size_t capacity) : NaivePolicy(capacity), kind_(kind) {}

  void hit(TokenIndex token) override {
    if (!is_in(marked_, token)) marked_.push_back(token);
  }
  void insert(TokenIndex token) override {
    if (kind_ == PolicyKind::kClock) {
      order_.insert(at(order_, hand_), token);
      ++hand_;
    } else {
      if (hand_ == order_.size()) hand_ = 0;  // past the newest: begins again at the oldest
      order_.push_back(token);
    }
  }
  void evict() override {
    for (;; ++hand_) {
      if (hand_ >= order_.size()) hand_ = 0;
      if (!is_in(marked_, order_[hand_])) break;
      drop(marked_, order_[hand_]);
    }
    order_.erase(at(order_, hand_));
  }
  Tokens residents() const override { return order_; }

 private:
  const PolicyKind kind_;
  Tokens order_;
  Tokens marked_;
  std::size_t hand_ = 0;
};

class NaiveS3Fifo : public NaivePolicy {
 public:
  explicit NaiveS3Fifo(std::size_t capacity)
      : NaivePolicy(capacity), tenth_(capacity < 20 ? 1 : capacity / 10), hits_(1000, 0) {}

  void hit(TokenIndex token) override { hits_[token] = std::min(hits_[token] + 1, 3); }
  void insert(TokenIndex token) override {
    hits_[token] = 0;
    if (is_in(ghosts_, token)) {
      drop(ghosts_, token);
      main_.push_back(token);
    } else {
      small_.push_back(token);
    }
  }
  void evict() override {
    bool from_main = main_.size() > 0 && small_.size() < tenth_;
    while (!from_main) {
      const TokenIndex token = pop_front(small_);
      if (hits_[token] < 2) {
        ghosts_.push_back(token);
        if (ghosts_.size() > capacity() - tenth_) ghosts_.erase(ghosts_.begin());
        return;
      }
      main_.push_back(token);
      hits_[token] = 0;
      from_main = small_.empty() || main_.size() > capacity() - tenth_;
    }
    for (;;) {
      const TokenIndex token = pop_front(main_);
      if (hits_[token] == 0) return;
      --hits_[token];
      main_.push_back(token);
    }
  }
  Tokens residents() const override {
    Tokens all = small_;
    all.insert(all.end(), main_.begin(), main_.end());
    return all;
  }

 private:
  const std::size_t tenth_;
  std::vector<int> hits_;
  Tokens small_, main_, ghosts_;
};

// The paper's cases I to IV, word for word, under sequential look-up.
class NaiveArc : public NaivePolicy {
 public:
  using NaivePolicy::NaivePolicy;

  Verdict access(TokenIndex x, std::int64_t& evictions) override {
    const std::size_t before = residents().size();
    const std::size_t c = capacity();
    if (is_in(residents(), x)) {  // I
      hit(x);
      return Verdict::kHit;
    }
    if (c == 0) return Verdict::kBypassed;
    if (is_in(b1_, x) || is_in(b2_, x)) {  // II and III
      const bool in_b2 = is_in(b2_, x);
      adapt(x);
      if (before == c) replace(in_b2);
      t2_.push_back(x);
    } else {  // IV
      if (t1_.size() + b1_.size() == c) {
        if (t1_.size() < c) {
          b1_.erase(b1_.begin());
          if (before == c) replace(false);
        } else {
          t1_.erase(t1_.begin());
        }
      } else if (before + b1_.size() + b2_.size() >= c) {
        if (before + b1_.size() + b2_.size() == 2 * c) b2_.erase(b2_.begin());
        if (before == c) replace(false);
      }
      t1_.push_back(x);
    }
    evictions += before == c;
    return Verdict::kPlaced;
  }
  void hit(TokenIndex x) override {
    drop(is_in(t1_, x) ? t1_ : t2_, x);
    t2_.push_back(x);
  }
  void insert(TokenIndex x) override {
    (adapt(x) ? t2_ : t1_).push_back(x);
    trim();
  }
  void evict() override {
    replace(false);
    trim();
  }
  Tokens residents() const override {
    Tokens all = t1_;
    all.insert(all.end(), t2_.begin(), t2_.end());
    return all;
  }

 private:
  bool adapt(TokenIndex x) {
    const double b1 = double(b1_.size());
    const double b2 = double(b2_.size());
    if (is_in(b1_, x)) {
      p_ = std::min(double(capacity()), p_ + (b1 >= b2 ? 1 : b2 / b1));
      drop(b1_, x);
      return true;
    }
    if (is_in(b2_, x)) {
      p_ = std::max(0.0, p_ - (b2 >= b1 ? 1 : b1 / b2));
      drop(b2_, x);
      return true;
    }
    return false;
  }
  void replace(bool x_in_b2) {
    const double t1 = double(t1_.size());
    if (t2_.empty() || (t1 >= 1 && (t1 > p_ || (x_in_b2 && t1 >= p_)))) {
      b1_.push_back(pop_front(t1_));
    } else {
      b2_.push_back(pop_front(t2_));
    }
  }
  void trim() {
    if (t1_.size() + t2_.size() > capacity()) return;
    while (t1_.size() + b1_.size() > capacity()) b1_.erase(b1_.begin());
    while (t1_.size() + t2_.size() + b1_.size() + b2_.size() > 2 * capacity()) {
      b2_.erase(b2_.begin());
    }
  }

  Tokens t1_, t2_, b1_, b2_;  // the least recent first
  double p_ = 0;
};

// BIP, and DIP, in which each newcomer first finds out which order it enters by.
class NaiveInsertion : public NaivePolicy {
 public:
  NaiveInsertion(PolicyKind kind, std::size_t capacity) : NaivePolicy(capacity), kind_(kind) {}

  void hit(TokenIndex token) override {
    drop(by_recency_, token);
    by_recency_.push_back(token);
  }
  void insert(TokenIndex token) override {
    bool bimodal = true;
    if (kind_ == PolicyKind::kDip) {
      const std::uint64_t group = (token * 0x9e3779b97f4a7c15ull) >> 59;
      if (group == 0) selector_ = std::min(selector_ + 1, 1023);
      if (group == 1) selector_ = std::max(selector_ - 1, 0);
      bimodal = group == 1 || (group > 1 && selector_ >= 512);
    }
    if (bimodal) ++bimodal_;
    const bool as_oldest = bimodal && bimodal_ % 32 != 0;
    by_recency_.insert(as_oldest ? by_recency_.begin() : by_recency_.end(), token);
  }
  void evict() override { by_recency_.erase(by_recency_.begin()); }
  Tokens residents() const override { return by_recency_; }

 private:
  const PolicyKind kind_;
  Tokens by_recency_;
  int selector_ = 511;
  int bimodal_ = 0;
};

}  // namespace

Verdict NaivePolicy::access(TokenIndex token, std::int64_t& evictions) {
  if (is_in(residents(), token)) {
    hit(token);
    return Verdict::kHit;
  }
  if (capacity_ == 0) return Verdict::kBypassed;
  if (residents().size() == capacity_) {
    evict();
    ++evictions;
  }
  insert(token);
  return Verdict::kPlaced;
}

std::vector<Verdict> NaivePolicy::step(const Tokens& set, std::int64_t& evictions) {
  const Tokens before = residents();
  for (const TokenIndex token : set) {
    if (capacity_ == 0) break;
    is_in(before, token) ? hit(token) : insert(token);
  }
  while (residents().size() > capacity_) evict();
  const Tokens after = residents();
  std::vector<Verdict> verdicts;
  for (const TokenIndex token : set) {
    verdicts.push_back(is_in(before, token)  ? Verdict::kHit
                       : is_in(after, token) ? Verdict::kPlaced
                                             : Verdict::kBypassed);
  }
  for (const TokenIndex token : before) evictions += !is_in(after, token);
  return verdicts;
}

std::unique_ptr<NaivePolicy> make_naive_policy(PolicyKind kind, std::size_t capacity) {
  switch (kind) {
    case PolicyKind::kLru:
    case PolicyKind::kFifo:
    case PolicyKind::kLfu:
      return std::make_unique<NaiveLeast>(kind, capacity);
    case PolicyKind::kClock:
    case PolicyKind::kSieve:
      return std::make_unique<NaiveHand>(kind, capacity);
    case PolicyKind::kS3Fifo:
      return std::make_unique<NaiveS3Fifo>(capacity);
    case PolicyKind::kArc:
      return std::make_unique<NaiveArc>(capacity);
    case PolicyKind::kBip:
    case PolicyKind::kDip:
      return std::make_unique<NaiveInsertion>(kind, capacity);
    case PolicyKind::kRandom:
    case PolicyKind::kOptimum:
      break;
  }
  return nullptr;
}

std::vector<UseTime> next_uses(const Tokens& lookups) {
  std::vector<UseTime> next(lookups.size(), kNeverUsed);
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    for (std::size_t j = lookups.size() - 1; j > i; --j) {
      if (lookups[j] == lookups[i]) next[i] = static_cast<UseTime>(j);
    }
  }
  return next;
}

std::int64_t most_hits(const std::vector<Tokens>& sets, std::size_t capacity, bool by_step) {
  std::vector<Tokens> parts = sets;  // each looked up against the contents before it
  if (!by_step) {
    parts.clear();
    for (const Tokens& set : sets) {
      for (const TokenIndex token : set) parts.push_back({token});
    }
  }
  const auto count = [](unsigned members) { return __builtin_popcount(members); };
  std::vector<std::int64_t> best(256, -1);  // by the residents
  best[0] = 0;
  for (const Tokens& part : parts) {
    unsigned asked = 0;
    for (const TokenIndex token : part) asked |= 1u << token;
    std::vector<std::int64_t> next(256, -1);
    for (unsigned residents = 0; residents < 256; ++residents) {
      if (best[residents] < 0) continue;
      for (unsigned kept = 0; kept < 256; ++kept) {
        const bool possible = (kept & ~(residents | asked)) == 0;
        if (!possible || count(kept) > static_cast<int>(capacity)) continue;
        next[kept] = std::max(next[kept], best[residents] + count(residents & asked));
      }
    }
    best = next;
  }
  return *std::max_element(best.begin(), best.end());
}

}  // namespace dsavp::llc_test

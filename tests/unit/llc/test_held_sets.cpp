#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <utility>
#include <vector>

#include "models/llc/token_directory.h"
#include "tests/unit/llc/naive_policies.h"
#include "tests/unit/random.h"

namespace dsavp::llc_test {
namespace {

constexpr std::uint32_t kTokens = 90;
constexpr std::size_t kCapacities[] = {0, 1, 5, 16, 40, kTokens, kTokens + 3};
constexpr std::size_t kSetSizes[] = {1, 5, 16, 60};

std::vector<Tokens> make_sets(Random& random, std::uint32_t tokens, std::size_t k, int steps) {
  std::vector<Tokens> sets;
  for (int i = 0; i < steps; ++i) {
    Tokens set;
    for (const std::int32_t token : random.set(tokens, k)) {
      // Squared, so that some tokens come back more often than others.
      const auto skewed = static_cast<TokenIndex>(token) * static_cast<TokenIndex>(token) / tokens;
      if (!is_in(set, skewed)) set.push_back(skewed);
    }
    sets.push_back(set);
  }
  return sets;
}

std::vector<Verdict> hold(ReplacementPolicy& policy, const Tokens& set, std::int64_t& evictions) {
  std::vector<Verdict> verdicts(set.size());
  policy.hold(set.data(), set.size(), verdicts.data(), evictions);
  return verdicts;
}

// Residents with what their rank hangs on; the lowest ranked that is not of the set leaves, and of
// the set only where there is no other.
class NaiveHeld {
 public:
  NaiveHeld(PolicyKind kind, std::size_t capacity) : kind_(kind), capacity_(capacity) {}

  std::vector<Verdict> hold(const Tokens& set) {
    std::vector<Verdict> verdicts;
    for (const TokenIndex token : set) {
      const auto found = std::find_if(residents_.begin(), residents_.end(),
                                      [&](const Resident& r) { return r.token == token; });
      const bool hit = found != residents_.end();
      verdicts.push_back(hit ? Verdict::kHit : Verdict::kBypassed);
      if (!hit) residents_.push_back({token, 0, ++now_, now_});
      Resident& resident = hit ? *found : residents_.back();
      ++resident.uses;
      resident.last_use = ++now_;
    }
    std::sort(residents_.begin(), residents_.end(), [&](const Resident& a, const Resident& b) {
      const bool a_held = is_in(set, a.token);
      const bool b_held = is_in(set, b.token);
      return a_held != b_held ? a_held : rank(a) > rank(b);
    });
    residents_.resize(std::min(residents_.size(), capacity_));
    for (std::size_t i = 0; i < set.size(); ++i) {
      const bool stayed = is_in(residents(), set[i]);
      if (verdicts[i] == Verdict::kBypassed && stayed) verdicts[i] = Verdict::kPlaced;
    }
    return verdicts;
  }

  Tokens residents() const {
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
  // LFU's equals: the one that has had its uses for the longest is lower, whoever it is.
  std::pair<int, int> rank(const Resident& r) const {
    if (kind_ == PolicyKind::kFifo) return {0, r.entry};
    return {kind_ == PolicyKind::kLfu ? r.uses : 0, r.last_use};
  }

  const PolicyKind kind_;
  const std::size_t capacity_;
  std::vector<Resident> residents_;
  int now_ = 0;
};

// The most hits of any way to keep `capacity` tokens, the set's among them.
std::int64_t most_held_hits(const std::vector<Tokens>& sets, std::size_t capacity,
                            std::uint32_t tokens) {
  const unsigned all = 1u << tokens;
  std::vector<std::int64_t> best(all, -1);  // by who is kept
  best[0] = 0;
  for (const Tokens& looked_up : sets) {
    unsigned set = 0;
    for (const TokenIndex token : looked_up) set |= 1u << token;
    std::vector<std::int64_t> next(all, -1);
    for (unsigned kept = 0; kept < all * all; ++kept) {
      const unsigned from = kept / all;
      const unsigned to = kept % all;
      const bool possible = (to & ~(from | set)) == 0 && (to & set) == set;
      if (best[from] < 0 || !possible) continue;
      if (static_cast<std::size_t>(__builtin_popcount(to)) > capacity) continue;
      next[to] = std::max(next[to], best[from] + __builtin_popcount(from & set));
    }
    best = next;
  }
  return *std::max_element(best.begin(), best.end());
}

std::int64_t held_hits(PolicyKind kind, const std::vector<Tokens>& sets, const PolicyShape& shape) {
  const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, shape);
  Tokens lookups;
  for (const Tokens& set : sets) lookups.insert(lookups.end(), set.begin(), set.end());
  const std::vector<UseTime> next = next_uses(lookups);
  std::size_t done = 0;
  std::int64_t hits = 0;
  std::int64_t evictions = 0;
  for (const Tokens& set : sets) {
    policy->foresee(set.data(), next.data() + done, set.size());
    for (const Verdict verdict : hold(*policy, set, evictions)) hits += verdict == Verdict::kHit;
    done += set.size();
  }
  return hits;
}

}  // namespace

TEST_CASE("held sets: the lowest ranked of the others leaves") {
  for (const PolicyKind kind : {PolicyKind::kLru, PolicyKind::kFifo, PolicyKind::kLfu}) {
    for (const std::size_t capacity : kCapacities) {
      for (const std::size_t k : kSetSizes) {
        CAPTURE(static_cast<int>(kind), capacity, k);
        Random random(capacity * 100 + k);
        const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, {kTokens, capacity, 1});
        NaiveHeld naive(kind, capacity);
        std::int64_t evictions = 0;
        for (const Tokens& set : make_sets(random, kTokens, k, 200)) {
          REQUIRE(hold(*policy, set, evictions) == naive.hold(set));
          REQUIRE(policy->resident() == naive.residents().size());
          for (const TokenIndex token : naive.residents()) REQUIRE(policy->contains(token));
        }
      }
    }
  }
}

TEST_CASE("held sets: under every policy the set stays, and what enters less what leaves is kept") {
  for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) {
    for (const std::size_t capacity : kCapacities) {
      for (const std::size_t k : kSetSizes) {
        CAPTURE(word, capacity, k);
        Random random(capacity + k);
        const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, {kTokens, capacity, 1});
        std::int64_t evictions = 0;
        std::int64_t placed = 0;
        for (const Tokens& set : make_sets(random, kTokens, k, 150)) {
          Tokens before;
          for (TokenIndex token = 0; token < kTokens; ++token) {
            if (policy->contains(token)) before.push_back(token);
          }
          const std::vector<Verdict> verdicts = hold(*policy, set, evictions);
          for (std::size_t i = 0; i < set.size(); ++i) {
            REQUIRE((verdicts[i] == Verdict::kHit) == is_in(before, set[i]));
            if (verdicts[i] == Verdict::kPlaced) REQUIRE(policy->contains(set[i]));
            if (set.size() <= capacity) REQUIRE(policy->contains(set[i]));
            placed += verdicts[i] == Verdict::kPlaced;
          }
          REQUIRE(policy->resident() <= capacity);
          if (set.size() >= capacity) REQUIRE(policy->resident() == capacity);
          REQUIRE(placed - evictions == static_cast<std::int64_t>(policy->resident()));
        }
      }
    }
  }
}

TEST_CASE("held sets: LRU ranks the set highest anyway") {
  for (const std::size_t capacity : kCapacities) {
    Random random(capacity);
    const auto held = make_policy(PolicyKind::kLru, {kTokens, capacity, 1});
    const auto step = make_policy(PolicyKind::kLru, {kTokens, capacity, 1});
    std::int64_t evictions_held = 0;
    std::int64_t evictions_step = 0;
    for (const Tokens& set : make_sets(random, kTokens, 20, 200)) {
      std::vector<Verdict> verdicts(set.size());
      step->step(set.data(), set.size(), verdicts.data(), evictions_step);
      REQUIRE(hold(*held, set, evictions_held) == verdicts);
    }
    CHECK(evictions_held == evictions_step);
  }
}

TEST_CASE("held sets: the optimum has as many hits as the best way to keep them, others fewer") {
  Random random(7);
  for (int trial = 0; trial < 60; ++trial) {
    const auto tokens = static_cast<std::uint32_t>(random.between(3, 6));
    const std::vector<Tokens> sets = make_sets(random, tokens, 3, 6);
    std::size_t largest = 0;
    for (const Tokens& set : sets) largest = std::max(largest, set.size());
    for (std::size_t capacity = largest; capacity <= tokens; ++capacity) {
      CAPTURE(trial, tokens, capacity);
      const PolicyShape shape{tokens, capacity, 1};
      const std::int64_t best = held_hits(PolicyKind::kOptimum, sets, shape);
      CHECK(best == most_held_hits(sets, capacity, tokens));
      for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) {
        CAPTURE(word);
        CHECK(held_hits(kind, sets, shape) <= best);
      }
    }
  }
}

TEST_CASE("held sets: pinned tokens stay beside them") {
  constexpr std::uint32_t kRecent = 4;
  ReservationConfig reservation;
  reservation.bytes = 24 * 64;
  reservation.lookup = LookupOrder::kHeld;
  reservation.pin_recent_tokens = kRecent;
  Random random(5);
  for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) {
    if (needs_foresight(kind)) continue;
    CAPTURE(word);
    reservation.policy = kind;
    TokenDirectory directory({{0, 64, kTokens, 0, 0, 0}}, reservation);
    std::vector<bool> stays(kTokens, false);
    for (std::uint32_t context = 40; context < kTokens; ++context) {
      directory.extend(0, context);
      const std::vector<std::int32_t> set = random.set(context, 20);
      std::vector<Verdict> verdicts(set.size());
      directory.step(0, set.data(), set.size(), verdicts.data());
      for (const std::int32_t token : set) {
        REQUIRE(directory.contains(0, static_cast<std::uint32_t>(token)));
        stays[static_cast<std::size_t>(token)] = true;
      }
      for (std::uint32_t token = context - kRecent; token < context; ++token) {
        REQUIRE(directory.contains(0, token) == stays[token]);
      }
    }
  }
}

}  // namespace dsavp::llc_test

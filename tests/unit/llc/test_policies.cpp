#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <memory>
#include <vector>

#include "models/llc/token_directory.h"
#include "tests/unit/llc/naive_policies.h"
#include "tests/unit/random.h"

namespace dsavp::llc_test {
namespace {

constexpr std::uint32_t kTokens = 120;
constexpr std::size_t kAll = kTokens;
constexpr std::size_t kCapacities[] = {0, 1, 2, 3, 7, 16, 50, kAll, kAll + 5};
constexpr std::size_t kSetSizes[] = {1, 4, 12, 40, 100};

std::vector<PolicyKind> all_kinds() {
  std::vector<PolicyKind> kinds;
  for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) kinds.push_back(kind);
  return kinds;
}

// Tokens of a neighbourhood that drifts, so that some return soon, some late and some never.
std::vector<Tokens> make_trace(Random& random, std::uint32_t tokens, std::size_t k, int steps) {
  std::vector<Tokens> sets;
  std::uint64_t begin = 0;
  for (int i = 0; i < steps; ++i) {
    Tokens set;
    for (const std::int32_t token : random.set(tokens, k)) {
      const bool drifts = random.one_in(2);
      const auto moved = static_cast<TokenIndex>(
          (static_cast<std::uint64_t>(token) + (drifts ? begin : 0)) % tokens);
      if (!is_in(set, moved)) set.push_back(moved);
    }
    if (random.one_in(3)) begin += random.below(tokens / 4 + 1);
    sets.push_back(set);
  }
  return sets;
}

Tokens joined(const std::vector<Tokens>& sets) {
  Tokens lookups;
  for (const Tokens& set : sets) lookups.insert(lookups.end(), set.begin(), set.end());
  return lookups;
}

struct Outcome {
  std::vector<Verdict> verdicts;
  std::int64_t hits = 0;
  std::int64_t placed = 0;
  std::int64_t evictions = 0;
  std::size_t resident = 0;
};

void look_up(ReplacementPolicy& policy, const Tokens& set, bool by_step, Outcome& outcome) {
  std::vector<Verdict> verdicts(set.size());
  if (by_step) {
    policy.step(set.data(), set.size(), verdicts.data(), outcome.evictions);
  } else {
    for (std::size_t i = 0; i < set.size(); ++i) {
      verdicts[i] = policy.access(set[i], outcome.evictions);
    }
  }
  for (const Verdict verdict : verdicts) {
    outcome.hits += verdict == Verdict::kHit;
    outcome.placed += verdict == Verdict::kPlaced;
    outcome.verdicts.push_back(verdict);
  }
  outcome.resident = policy.resident();
}

Outcome replay(PolicyKind kind, const std::vector<Tokens>& sets, const PolicyShape& shape,
               bool by_step) {
  const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, shape);
  const std::vector<UseTime> next = next_uses(joined(sets));
  std::size_t done = 0;
  Outcome outcome;
  for (const Tokens& set : sets) {
    if (by_step) {
      policy->foresee(set.data(), next.data() + done, set.size());
      look_up(*policy, set, true, outcome);
    } else {
      for (std::size_t i = 0; i < set.size(); ++i) {
        policy->foresee(&set[i], &next[done + i], 1);
        look_up(*policy, {set[i]}, false, outcome);
      }
    }
    done += set.size();
  }
  return outcome;
}

enum class LookUps { kStep, kSequential, kMixed };

void check_against_naive(PolicyKind kind, std::size_t capacity, std::size_t k, LookUps lookups) {
  CAPTURE(static_cast<int>(kind), capacity, k, static_cast<int>(lookups));
  Random random(capacity * 1000 + k);
  const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, {kTokens, capacity, 1});
  const std::unique_ptr<NaivePolicy> naive = make_naive_policy(kind, capacity);
  std::int64_t evictions = 0;
  Outcome outcome;
  for (const Tokens& set : make_trace(random, kTokens, k, 250)) {
    const bool by_step = lookups == LookUps::kMixed ? random.one_in(2) : lookups == LookUps::kStep;
    outcome.verdicts.clear();
    look_up(*policy, set, by_step, outcome);
    std::vector<Verdict> expected;
    if (by_step) {
      expected = naive->step(set, evictions);
    } else {
      for (const TokenIndex token : set) expected.push_back(naive->access(token, evictions));
    }
    const Tokens residents = naive->residents();
    REQUIRE(outcome.verdicts == expected);
    REQUIRE(outcome.evictions == evictions);
    REQUIRE(outcome.resident == residents.size());
    for (const TokenIndex token : residents) REQUIRE(policy->contains(token));
  }
}

}  // namespace

TEST_CASE("each deterministic policy does what its rule says") {
  int kinds = 0;
  for (const PolicyKind kind : all_kinds()) {
    if (make_naive_policy(kind, 1) == nullptr) continue;
    ++kinds;
    for (const std::size_t capacity : kCapacities) {
      for (const std::size_t k : kSetSizes) {
        check_against_naive(kind, capacity, k, LookUps::kStep);
        check_against_naive(kind, capacity, k, LookUps::kSequential);
        check_against_naive(kind, capacity, k, LookUps::kMixed);
      }
    }
  }
  CHECK(kinds == 9);
}

// Pinning takes places away and hands tokens back: fewer residents leave earlier, or more later.
TEST_CASE("each policy's three moves keep to themselves how many may stay") {
  for (const PolicyKind kind : all_kinds()) {
    const std::unique_ptr<ReplacementPolicy> policy = make_policy(kind, {kTokens, 16, 1});
    const std::unique_ptr<NaivePolicy> naive = make_naive_policy(kind, 16);
    Random random(11);
    Tokens residents;
    for (int i = 0; i < 20'000; ++i) {
      CAPTURE(static_cast<int>(kind), i);
      const auto token = static_cast<TokenIndex>(random.below(kTokens));
      const std::size_t bound = i / 500 % 2 == 0 ? 4 : 30;
      const bool resides = is_in(residents, token);
      REQUIRE(policy->contains(token) == resides);
      if (resides) {
        policy->hit(token);
        if (naive) naive->hit(token);
        continue;
      }
      policy->insert(token);
      residents.push_back(token);
      if (naive) naive->insert(token);
      while (residents.size() > bound) {
        const TokenIndex victim = policy->evict();
        REQUIRE(is_in(residents, victim));
        residents.erase(std::find(residents.begin(), residents.end(), victim));
        if (naive) naive->evict();
        REQUIRE(policy->resident() == residents.size());
        REQUIRE((naive == nullptr || !is_in(naive->residents(), victim)));
      }
    }
  }
}

TEST_CASE("the random policy balances, and its seed decides") {
  Random random(3);
  for (const bool by_step : {true, false}) {
    for (const std::size_t capacity : kCapacities) {
      CAPTURE(by_step, capacity);
      const std::vector<Tokens> sets = make_trace(random, kTokens, 30, 200);
      const Outcome a = replay(PolicyKind::kRandom, sets, {kTokens, capacity, 5}, by_step);
      const Outcome b = replay(PolicyKind::kRandom, sets, {kTokens, capacity, 5}, by_step);
      const Outcome other = replay(PolicyKind::kRandom, sets, {kTokens, capacity, 6}, by_step);
      CHECK(a.placed - a.evictions == static_cast<std::int64_t>(a.resident));
      CHECK(a.resident <= capacity);
      CHECK(a.verdicts == b.verdicts);
      // A step may keep the resident or one of the newcomers even in a single place.
      const bool has_choice = capacity >= (by_step ? 1 : 2) && capacity <= 50;
      CHECK((a.verdicts != other.verdicts) == has_choice);
    }
  }
}

TEST_CASE("the random policy's victims are uniform") {
  constexpr std::uint32_t kResidents = 10;
  constexpr int kDraws = 20'000;
  const auto policy = make_policy(PolicyKind::kRandom, {kResidents, kResidents, 1});
  for (TokenIndex token = 0; token < kResidents; ++token) policy->insert(token);
  std::vector<int> left(kResidents, 0);
  for (int i = 0; i < kDraws; ++i) {
    const TokenIndex victim = policy->evict();
    ++left[victim];
    policy->insert(victim);
  }
  // 2000 expected of each, with a standard deviation of 42.
  for (const int times : left) CHECK(std::abs(times - kDraws / 10) < 5 * 43);
}

TEST_CASE("no policy has more hits than the optimum") {
  Random random(17);
  for (const std::size_t k : kSetSizes) {
    const std::vector<Tokens> sets = make_trace(random, kTokens, k, 150);
    for (const std::size_t capacity : kCapacities) {
      for (const bool by_step : {true, false}) {
        const PolicyShape shape{kTokens, capacity, 1};
        const Outcome best = replay(PolicyKind::kOptimum, sets, shape, by_step);
        CHECK(best.placed - best.evictions == static_cast<std::int64_t>(best.resident));
        CHECK(best.resident <= capacity);
        for (const PolicyKind kind : all_kinds()) {
          CAPTURE(k, capacity, by_step, static_cast<int>(kind));
          CHECK(replay(kind, sets, shape, by_step).hits <= best.hits);
        }
      }
    }
  }
}

TEST_CASE("the optimum has as many hits as the best of all choices") {
  Random random(23);
  for (int trial = 0; trial < 150; ++trial) {
    const auto tokens = static_cast<std::uint32_t>(random.between(2, 6));
    const std::vector<Tokens> sets = make_trace(random, tokens, 5, 6);
    for (std::size_t capacity = 0; capacity <= tokens; ++capacity) {
      for (const bool by_step : {true, false}) {
        CAPTURE(trial, tokens, capacity, by_step);
        const Outcome best = replay(PolicyKind::kOptimum, sets, {tokens, capacity, 1}, by_step);
        CHECK(best.hits == most_hits(sets, capacity, by_step));
      }
    }
  }
}

namespace {

// Of one request that grows by a token each step; recent ones are in its sets often.
std::vector<std::vector<std::int32_t>> growing_trace(Random& random, int steps, int first) {
  std::vector<std::vector<std::int32_t>> sets;
  for (int i = 0; i < steps; ++i) {
    const auto context = static_cast<std::uint32_t>(first + i);
    std::vector<std::int32_t> set = random.set(context, 30);
    for (std::int32_t& token : set) token = static_cast<std::int32_t>(context) - 1 - token;
    sets.push_back(set);
  }
  return sets;
}

}  // namespace

TEST_CASE("recent tokens stay once they are resident, whatever the policy") {
  constexpr std::uint32_t kFirst = 20;
  constexpr std::uint32_t kSteps = 100;
  constexpr std::uint32_t kRecent = 6;
  Random random(31);
  const auto sets = growing_trace(random, kSteps, kFirst);
  for (const PolicyKind kind : all_kinds()) {
    if (needs_foresight(kind)) continue;  // not to be had beside pinning
    for (const LookupOrder order : {LookupOrder::kStep, LookupOrder::kSequential}) {
      for (const std::uint32_t capacity : {kRecent, kRecent + 1, kRecent + 10}) {
        CAPTURE(static_cast<int>(kind), static_cast<int>(order), capacity);
        ReservationConfig reservation;
        reservation.bytes = capacity * 64;
        reservation.policy = kind;
        reservation.pin_recent_tokens = kRecent;
        TokenDirectory directory({{0, 64, kFirst + kSteps, 0, 0, 0}}, reservation);
        std::vector<bool> stays(kFirst + kSteps, false);
        for (std::uint32_t i = 0; i < kSteps; ++i) {
          const std::uint32_t context = kFirst + i;
          directory.extend(0, context);
          std::vector<Verdict> verdicts(sets[i].size());
          if (order == LookupOrder::kStep) {
            directory.step(0, sets[i].data(), sets[i].size(), verdicts.data());
          } else {
            for (std::size_t j = 0; j < sets[i].size(); ++j) {
              verdicts[j] = directory.access(0, static_cast<std::uint32_t>(sets[i][j]));
            }
          }
          for (std::size_t j = 0; j < sets[i].size(); ++j) {
            const auto token = static_cast<std::uint32_t>(sets[i][j]);
            if (token + kRecent < context) continue;
            REQUIRE(verdicts[j] == (stays[token] ? Verdict::kHit : Verdict::kPlaced));
            stays[token] = true;
          }
          for (std::uint32_t token = context - kRecent; token < context; ++token) {
            REQUIRE(directory.contains(0, token) == stays[token]);
          }
          const DirectoryCounters& counters = directory.counters();
          REQUIRE(counters.lookups == counters.hits + counters.misses);
          REQUIRE(counters.fetches - counters.bypassed - counters.evictions ==
                  static_cast<std::int64_t>(directory.resident()));
          REQUIRE(directory.resident() <= capacity);
        }
        CHECK(directory.counters().evictions > 0);
      }
    }
  }
}

}  // namespace dsavp::llc_test

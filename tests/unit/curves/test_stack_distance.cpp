// Stack distances against a list that is searched from its top.
#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "testbench/curves/stack_distance.h"
#include "tests/unit/random.h"

namespace dsavp {
namespace {

constexpr std::uint32_t kFirst = StackDistance::kFirstAccess;

class NaiveStack {
 public:
  std::uint32_t access(TokenIndex token) {
    const std::uint32_t found = distance(token);
    move_to_top(token);
    return found;
  }

  std::vector<std::uint32_t> step(const std::vector<TokenIndex>& set) {
    std::vector<std::uint32_t> distances;
    for (const TokenIndex token : set) distances.push_back(distance(token));
    for (const TokenIndex token : set) move_to_top(token);
    return distances;
  }

 private:
  std::uint32_t distance(TokenIndex token) const {
    const auto found = std::find(stack_.begin(), stack_.end(), token);
    if (found == stack_.end()) return kFirst;
    return static_cast<std::uint32_t>(found - stack_.begin()) + 1;
  }
  void move_to_top(TokenIndex token) {
    stack_.erase(std::remove(stack_.begin(), stack_.end(), token), stack_.end());
    stack_.insert(stack_.begin(), token);
  }

  std::vector<TokenIndex> stack_;  // the most recent first
};

std::vector<std::uint32_t> step(StackDistance& stack, const std::vector<TokenIndex>& set) {
  std::vector<std::uint32_t> distances(set.size());
  stack.step(set.data(), set.size(), distances.data());
  return distances;
}

}  // namespace

TEST_CASE("stack distance: token after token, by hand") {
  StackDistance stack(4);
  CHECK(stack.access(2) == kFirst);
  CHECK(stack.access(2) == 1);
  CHECK(stack.access(0) == kFirst);
  CHECK(stack.access(3) == kFirst);
  CHECK(stack.access(0) == 2);
  CHECK(stack.access(2) == 3);
}

TEST_CASE("stack distance: a set is probed before it moves, by hand") {
  StackDistance stack(6);
  CHECK(step(stack, {1, 5, 2}) == std::vector<std::uint32_t>{kFirst, kFirst, kFirst});
  // From the top: 2, 5, 1.
  CHECK(step(stack, {5, 1, 4}) == std::vector<std::uint32_t>{2, 3, kFirst});
  // From the top: 4, 1, 5, 2. One after the other, 1 would be the third after 2 and 4.
  CHECK(step(stack, {2, 4, 1}) == std::vector<std::uint32_t>{4, 1, 2});
  CHECK(step(stack, {}).empty());
  CHECK(stack.access(5) == 4);
}

// Up to hundreds of accesses per token: slots are used up again and again.
TEST_CASE("stack distance: random accesses in both orders equal the list's") {
  const std::uint32_t tokens = GENERATE(1, 2, 31, 32, 33, 64, 200, 1000);
  CAPTURE(tokens);
  Random random(tokens);
  StackDistance stack(tokens);
  NaiveStack naive;
  for (int round = 0; round < 400; ++round) {
    if (random.one_in(2)) {
      const std::vector<std::int32_t> drawn = random.set(tokens, std::min(tokens, 100u));
      const std::vector<TokenIndex> set(drawn.begin(), drawn.end());
      REQUIRE(step(stack, set) == naive.step(set));
    } else {
      for (std::uint64_t i = random.below(50); i > 0; --i) {
        const auto token = static_cast<TokenIndex>(random.below(tokens));
        REQUIRE(stack.access(token) == naive.access(token));
      }
    }
  }
}

TEST_CASE("stack distance: all tokens over and over") {
  constexpr std::uint32_t kAll = 300;
  StackDistance stack(kAll);
  std::vector<TokenIndex> all(kAll);
  for (TokenIndex token = 0; token < kAll; ++token) all[token] = token;
  CHECK(step(stack, all) == std::vector<std::uint32_t>(kAll, kFirst));
  for (int round = 0; round < 20; ++round) {
    const std::vector<std::uint32_t> distances = step(stack, all);
    for (std::uint32_t i = 0; i < kAll; ++i) REQUIRE(distances[i] == kAll - i);
    for (const TokenIndex token : all) REQUIRE(stack.access(token) == kAll);
  }
}

TEST_CASE("stack distance: more tokens than can be told apart are refused") {
  CHECK_THROWS_AS(StackDistance(std::size_t{1} << 31), std::length_error);
}

}  // namespace dsavp

#pragma once

// What the replacement policies should do, written as plainly as their rules are stated, in vectors
// searched from end to end. The verdicts of a step are found by comparing the residents before and
// after it. Slow, and independent of the model but for the types it shares.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/llc/policy_list.h"

namespace dsavp::llc_test {

using Tokens = std::vector<TokenIndex>;

inline bool is_in(const Tokens& tokens, TokenIndex token) {
  return std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

class NaivePolicy {
 public:
  explicit NaivePolicy(std::size_t capacity) : capacity_(capacity) {}
  virtual ~NaivePolicy() = default;

  virtual void hit(TokenIndex token) = 0;
  virtual void insert(TokenIndex token) = 0;
  virtual void evict() = 0;
  virtual Tokens residents() const = 0;

  virtual Verdict access(TokenIndex token, std::int64_t& evictions);
  std::vector<Verdict> step(const Tokens& set, std::int64_t& evictions);

 protected:
  std::size_t capacity() const { return capacity_; }

 private:
  const std::size_t capacity_;
};

// None for those that draw at random or are told the future.
std::unique_ptr<NaivePolicy> make_naive_policy(PolicyKind kind, std::size_t capacity);

// Of look-ups in this order, when each one's token is looked up next.
std::vector<UseTime> next_uses(const Tokens& lookups);

// The most hits that any choice of residents gives, found by trying all; up to 8 tokens.
std::int64_t most_hits(const std::vector<Tokens>& sets, std::size_t capacity, bool by_step);

}  // namespace dsavp::llc_test

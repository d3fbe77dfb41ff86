// A queue of tokens, newest to oldest, from whose middle tokens may be taken: a doubly linked ring in
// one flat array of 8 bytes per token, through a head that is no token. Several queues of disjoint
// tokens, as in ARC, are several of these.
#pragma once

#include <vector>

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

class TokenQueue {
 public:
  explicit TokenQueue(std::size_t tokens)
      : head_(static_cast<TokenIndex>(tokens)), links_(tokens + 1, Link{kAbsent, kAbsent}) {
    links_[head_] = {head_, head_};
  }

  bool contains(TokenIndex token) const { return links_[token].newer != kAbsent; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  TokenIndex oldest() const { return links_[head_].newer; }  // head() if empty
  TokenIndex newest() const { return links_[head_].older; }
  // One towards the newest, and head() from there; from head() to the oldest.
  TokenIndex newer(TokenIndex token) const { return links_[token].newer; }
  TokenIndex older(TokenIndex token) const { return links_[token].older; }  // the other way round
  TokenIndex head() const { return head_; }

  void push_newest(TokenIndex token) {
    link(token, links_[head_].older, head_);
    ++size_;
  }
  void push_oldest(TokenIndex token) {
    link(token, head_, links_[head_].newer);
    ++size_;
  }
  // Next to `older`, which is in the queue.
  void push_newer_than(TokenIndex older, TokenIndex token) {
    link(token, older, links_[older].newer);
    ++size_;
  }
  void take(TokenIndex token) {
    unlink(token);
    links_[token].newer = kAbsent;
    --size_;
  }
  TokenIndex take_oldest() {
    const TokenIndex token = oldest();
    take(token);
    return token;
  }
  void move_to_newest(TokenIndex token) {
    unlink(token);
    link(token, links_[head_].older, head_);
  }

 private:
  static constexpr TokenIndex kAbsent = ~TokenIndex{0};
  struct Link {
    TokenIndex newer;
    TokenIndex older;
  };

  void link(TokenIndex token, TokenIndex older, TokenIndex newer) {
    links_[token] = {newer, older};
    links_[older].newer = token;
    links_[newer].older = token;
  }
  void unlink(TokenIndex token) {
    const Link link = links_[token];
    links_[link.newer].older = link.older;
    links_[link.older].newer = link.newer;
  }

  TokenIndex head_;
  std::vector<Link> links_;
  std::size_t size_ = 0;
};

}  // namespace dsavp

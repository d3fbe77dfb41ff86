// How many bytes were used after each of a series of uses, counting what was used again once: the
// LRU stack distance.
//
// Uses are numbered; a use that another of the same extent replaces is removed. A Fenwick tree over
// the numbers makes each operation logarithmic. When the numbers are used up, the owner restarts
// and adds what is still kept again, oldest first.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/units.h"

namespace dsavp {

class ReuseDistance {
 public:
  using Use = std::uint32_t;

  bool full() const { return next_ == tree_.size(); }

  // Forgets all uses and makes room for at least twice `kept`.
  void restart(std::size_t kept) {
    tree_.assign(std::max<std::size_t>(1024, 2 * kept + 2), 0);
    next_ = 1;
    sum_ = 0;
  }
  // Not while full.
  Use add(Bytes bytes) {
    const auto use = static_cast<Use>(next_++);
    sum_ += bytes;
    for (std::size_t i = use; i < tree_.size(); i += i & (~i + 1)) tree_[i] += bytes;
    return use;
  }
  void remove(Use use, Bytes bytes) {
    sum_ -= bytes;
    for (std::size_t i = use; i < tree_.size(); i += i & (~i + 1)) tree_[i] -= bytes;
  }
  Bytes after(Use use) const {
    Bytes until = 0;
    for (std::size_t i = use; i > 0; i &= i - 1) until += tree_[i];
    return sum_ - until;
  }

 private:
  std::vector<Bytes> tree_;  // [0] stays unused
  std::size_t next_ = 0;
  Bytes sum_ = 0;
};

}  // namespace dsavp

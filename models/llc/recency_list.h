// A doubly linked list over slots 0, 1, 2, ..., newest to oldest, in one flat array: every
// operation is a few array accesses and nothing is allocated but by resize().
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dsavp {

class RecencyList {
 public:
  using Slot = std::uint32_t;
  static constexpr Slot kNone = ~Slot{0};

  // Room for slots below `slots`; those already in the list stay.
  void resize(std::size_t slots) { links_.resize(slots); }

  Slot oldest() const { return oldest_; }
  Slot newer(Slot slot) const { return links_[slot].newer; }

  // The slot is not in the list.
  void push_newest(Slot slot) {
    links_[slot] = {kNone, newest_};
    (newest_ == kNone ? oldest_ : links_[newest_].newer) = slot;
    newest_ = slot;
  }

  void unlink(Slot slot) {
    const Link& link = links_[slot];
    (link.newer == kNone ? newest_ : links_[link.newer].older) = link.older;
    (link.older == kNone ? oldest_ : links_[link.older].newer) = link.newer;
  }

 private:
  struct Link {
    Slot newer = kNone;
    Slot older = kNone;
  };

  std::vector<Link> links_;
  Slot newest_ = kNone;
  Slot oldest_ = kNone;
};

}  // namespace dsavp

// Items by time, for those that come almost in order of it, as the ends of reads do: one that comes
// late is moved past the few that it overtakes, which costs less than a heap. First in first out
// among equals. The caller bounds the number of items.
#pragma once

#include <vector>

#include "models/common/units.h"

namespace dsavp {

template <class T>
class NearlySortedQueue {
 public:
  explicit NearlySortedQueue(std::size_t most) {
    while (entries_.size() < most) entries_.resize(entries_.empty() ? 1 : 2 * entries_.size());
    mask_ = entries_.size() - 1;
  }

  Picoseconds next_time() const { return begin_ == end_ ? kNever : entries_[begin_ & mask_].time; }

  void push(Picoseconds time, T item) {
    std::size_t at = end_++;
    for (; at != begin_ && entries_[(at - 1) & mask_].time > time; --at) {
      entries_[at & mask_] = entries_[(at - 1) & mask_];
    }
    entries_[at & mask_] = {time, item};
  }

  T pop() { return entries_[begin_++ & mask_].item; }

 private:
  struct Entry {
    Picoseconds time = 0;
    T item{};
  };

  std::vector<Entry> entries_;
  std::size_t mask_ = 0;
  std::size_t begin_ = 0;  // counted without end; the entry is at its low bits
  std::size_t end_ = 0;
};

}  // namespace dsavp

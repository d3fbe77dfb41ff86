// Items by time, first in first out among equals. A binary heap in one flat array: nothing is
// allocated once it has seen its largest size.
#pragma once

#include <algorithm>
#include <vector>

#include "models/common/units.h"

namespace dsavp {

template <class T>
class TimedQueue {
 public:
  bool empty() const { return heap_.empty(); }
  std::size_t size() const { return heap_.size(); }
  Picoseconds next_time() const { return heap_.empty() ? kNever : heap_.front().time; }

  void push(Picoseconds time, T item) {
    heap_.push_back({time, sequence_++, std::move(item)});
    std::push_heap(heap_.begin(), heap_.end(), Later{});
  }

  T pop() {
    std::pop_heap(heap_.begin(), heap_.end(), Later{});
    T item = std::move(heap_.back().item);
    heap_.pop_back();
    return item;
  }

 private:
  struct Entry {
    Picoseconds time;
    std::uint64_t sequence;
    T item;
  };
  struct Later {
    bool operator()(const Entry& a, const Entry& b) const {
      return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
    }
  };

  std::vector<Entry> heap_;
  std::uint64_t sequence_ = 0;
};

}  // namespace dsavp

// A bounded number of places, each taken for a time that is known when it is taken: misses or
// requests in flight in loosely-timed simulation. Who finds all taken waits for the one that is free
// first; others behind it are not held up.
#pragma once

#include <algorithm>

#include "models/common/timed_queue.h"
#include "models/common/units.h"

namespace dsavp {

// `What` is told back when the place is given up.
template <class What>
class BoundedPlaces {
 public:
  explicit BoundedPlaces(std::size_t places) : places_(places) {}

  // When there is a place for who comes at `from`. `leave` is called for what has left by then.
  template <class Leave>
  Picoseconds enter(Picoseconds from, Leave&& leave) {
    while (ends_.next_time() <= from) leave(ends_.pop());
    while (ends_.size() >= places_) {
      from = std::max(from, ends_.next_time());
      leave(ends_.pop());
    }
    return from;
  }
  void leave_at(Picoseconds end, What what) { ends_.push(end, what); }
  std::size_t taken() const { return ends_.size(); }

 private:
  const std::size_t places_;
  TimedQueue<What> ends_;
};

}  // namespace dsavp

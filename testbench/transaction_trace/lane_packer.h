// Intervals in as few lanes as hold them without overlap, given in the order of their ends.
//
// Best fit: of the lanes that are free at an interval's begin, the one that has become free last.
// That needs no more lanes than intervals overlap, if ends do not decrease; in any order no two of
// a lane overlap. Intervals that touch do not overlap.
#pragma once

#include <map>

#include "models/common/units.h"

namespace dsavp {

class LanePacker {
 public:
  // The interval's lane, from 0.
  int place(Picoseconds begin, Picoseconds end) {
    auto free = free_from_.upper_bound(begin);
    int lane = lanes_;
    if (free == free_from_.begin()) {
      ++lanes_;
    } else {
      lane = (--free)->second;
      free_from_.erase(free);
    }
    free_from_.emplace(end, lane);
    return lane;
  }

  int lanes() const { return lanes_; }

 private:
  std::multimap<Picoseconds, int> free_from_;
  int lanes_ = 0;
};

}  // namespace dsavp

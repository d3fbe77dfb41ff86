// Says when nothing has moved for so many looks, whatever a look is: a slice of simulated time with
// an event in it, or a while of processor time.
//
// Several looks and not one, so that a single long wait, which is one look however long it is, is no
// stall. No errors.
#pragma once

#include <cstdint>

#include "models/common/units.h"

namespace dsavp {

class StallWatch {
 public:
  // A stall is this many looks after one another at which the moves were the same.
  static constexpr int kLooks = 8;

  // Looks at `now`; true if it is a stall. `moves` only ever grows.
  bool stalled(std::uint64_t moves, Picoseconds now) {
    if (moves != moves_) {
      moves_ = moves;
      moved_by_ = now;
      looks_ = 0;
      return false;
    }
    return ++looks_ >= kLooks;
  }

  // The simulated time of the first look that saw the moves there are.
  Picoseconds moved_by() const { return moved_by_; }

 private:
  std::uint64_t moves_ = 0;
  Picoseconds moved_by_ = 0;
  int looks_ = 0;
};

}  // namespace dsavp

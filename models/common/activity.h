// Where a part's time goes: busy, stalled, idle; the three add up to the time observed.
//
// TrafficActivity is for parts that carry transactions: busy while at least one is inside, stalled
// while one of those inside is also being held back, idle else. An end may be announced ahead of
// time (a response already under way): it counts when it happens.
#pragma once

#include "models/common/units.h"

namespace dsavp {

struct ActivityTime {
  Picoseconds busy = 0;
  Picoseconds stalled = 0;
  Picoseconds idle = 0;
};

class TrafficActivity {
 public:
  void enter(Picoseconds at);
  void leave(Picoseconds at);
  void hold(Picoseconds at);
  void release(Picoseconds at);
  ActivityTime at(Picoseconds end) const;

 private:
  int inside_ = 0;
  int held_ = 0;
  Picoseconds started_ = 0;  // of the active period
  Picoseconds until_ = 0;    // last end announced
  Picoseconds active_ = 0;   // of earlier periods
  Picoseconds held_since_ = 0;
  Picoseconds stalled_ = 0;
};

}  // namespace dsavp

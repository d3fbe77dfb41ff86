#include "models/common/activity.h"

#include <algorithm>

namespace dsavp {

void TrafficActivity::enter(Picoseconds at) {
  if (inside_++ == 0 && at > until_) {
    active_ += until_ - started_;
    started_ = until_ = at;
  }
}

void TrafficActivity::leave(Picoseconds at) {
  --inside_;
  until_ = std::max(until_, at);
}

void TrafficActivity::hold(Picoseconds at) {
  if (held_++ == 0) held_since_ = at;
}

void TrafficActivity::release(Picoseconds at) {
  if (--held_ == 0) stalled_ += at - held_since_;
}

ActivityTime TrafficActivity::at(Picoseconds end) const {
  const Picoseconds until = inside_ > 0 ? end : std::min(until_, end);
  const Picoseconds active = active_ + (until - started_);
  ActivityTime time;
  time.stalled = stalled_ + (held_ > 0 ? end - held_since_ : 0);
  time.busy = active - time.stalled;
  time.idle = end - active;
  return time;
}

}  // namespace dsavp

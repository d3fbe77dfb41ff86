// Between SystemC's time and ours. SystemC's resolution is its default, 1 ps, and nothing changes
// it.
#pragma once

#include <systemc>

#include "models/common/units.h"

namespace dsavp {

inline Picoseconds now_ps() {
  return static_cast<Picoseconds>(sc_core::sc_time_stamp().value());
}

inline sc_core::sc_time to_sc(Picoseconds time) {
  return sc_core::sc_time::from_value(static_cast<std::uint64_t>(time));
}

inline Picoseconds from_sc(const sc_core::sc_time& time) {
  return static_cast<Picoseconds>(time.value());
}

// From now until `when`; zero if that is past.
inline sc_core::sc_time until(Picoseconds when) {
  const Picoseconds now = now_ps();
  return when > now ? to_sc(when - now) : sc_core::SC_ZERO_TIME;
}

// An event at an absolute time; an earlier notification pending wins, as SystemC defines.
inline void notify_at(sc_core::sc_event& event, Picoseconds when) {
  if (when != kNever) event.notify(until(when));
}

}  // namespace dsavp

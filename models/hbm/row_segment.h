// The units of work of the HBM's timing core, and what it counts.
#pragma once

#include <cstdint>
#include <limits>

#include "models/common/units.h"

namespace dsavp {

using RequestIndex = std::uint32_t;

// A time or a duration in clocks of the memory.
using Clocks = std::int64_t;
constexpr Clocks kNeverClocks = std::numeric_limits<Clocks>::max();
constexpr Clocks kLongAgo = -1'000'000'000;

// A run of bursts in one row. `bank` is flat within the pseudo-channel.
struct RowSegment {
  Clocks arrival = 0;
  RequestIndex request = 0;
  int bank = 0;
  int row = 0;
  int bursts = 0;
  bool write = false;
  bool of_stream = false;
};

// A long run of consecutive local bytes of one pseudo-channel.
struct StreamPart {
  RequestIndex request = 0;
  Bytes local_offset = 0;
  std::int64_t bursts = 0;
  bool write = false;
  Clocks arrival = 0;
};

// `bursts` of `request` have their last byte at `finish`.
struct Served {
  RequestIndex request = 0;
  std::int64_t bursts = 0;
  Picoseconds finish = 0;
};

struct DramCounters {
  std::int64_t row_hits = 0;    // bursts that found their row open
  std::int64_t row_misses = 0;  // bursts that waited for an activation
  std::int64_t refreshes = 0;   // commands to one pseudo-channel: all its banks, or one
  Picoseconds bus_busy = 0;     // data bus time, summed over pseudo-channels
};

}  // namespace dsavp

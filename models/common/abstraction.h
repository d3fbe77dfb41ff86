// How the platform's parts talk: the two coding styles of TLM-2.0.
//
// Approximately timed: non-blocking transport in four phases; parts queue, arbitrate, hold back, and
// decide at the time at which things happen.
// Loosely timed: blocking transport. A transaction is carried to its end within one call, at its
// initiator's local time, which may be ahead of the kernel's by up to a quantum. Parts reserve time
// of what they share instead of queueing for it. What that changes is said where it is done.
#pragma once

#include <utility>

#include "models/common/describe.h"

namespace dsavp {

enum class Abstraction { kApproximatelyTimed, kLooselyTimed };
template <>
struct EnumWords<Abstraction> {
  static constexpr std::pair<Abstraction, const char*> kWords[] = {
      {Abstraction::kApproximatelyTimed, "at"},
      {Abstraction::kLooselyTimed, "lt"},
  };
};

}  // namespace dsavp

// `dsa-vp trace curve`: the hits that LRU has on a trace at every capacity, and other policies at
// some, without simulated time.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_curve_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

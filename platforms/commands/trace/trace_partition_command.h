// `dsa-vp trace partition`: the split of a reservation over a trace's layers that LRU has the most
// hits with.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_partition_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

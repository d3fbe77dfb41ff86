// `dsa-vp trace hits`: what a reservation of a given size and policy would have hit.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_hits_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

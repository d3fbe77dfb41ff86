// `dsa-vp trace slowdown`: what a trace's misses cost a decode step if each costs a fixed time.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_slowdown_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

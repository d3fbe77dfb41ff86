// `dsa-vp trace draw`: pictures of what a trace chooses and how local that is.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_draw_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

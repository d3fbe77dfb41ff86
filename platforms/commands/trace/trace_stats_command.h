// `dsa-vp trace stats`: how local the choices of a trace are, beside published figures.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_stats_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

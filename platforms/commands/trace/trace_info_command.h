// `dsa-vp trace info`: what a trace says of itself.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_info_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

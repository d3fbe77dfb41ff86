// `dsa-vp trace validate`: reads all of a trace and checks every set.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_validate_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

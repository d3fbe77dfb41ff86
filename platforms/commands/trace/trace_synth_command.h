// `dsa-vp trace synth`: writes a synthetic trace with a wanted locality, and says what it has.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_synth_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

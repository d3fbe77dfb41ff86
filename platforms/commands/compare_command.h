// `dsa-vp compare A B`: where two runs, or two sweeps, differ, and what explains it.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_compare_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

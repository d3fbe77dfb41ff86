// `dsa-vp sweep`: runs all points of a study that varies its keys.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_sweep_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

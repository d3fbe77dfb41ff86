// `dsa-vp validate`: the model's figures beside those of DRAM simulators and real GPUs.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_validate_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

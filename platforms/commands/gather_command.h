// `dsa-vp gather`: sparse gathers alone, and what one takes.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_gather_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

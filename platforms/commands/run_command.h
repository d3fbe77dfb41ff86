// `dsa-vp run`: runs a study, beside its baseline if asked, writes its folder and prints its table.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_run_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

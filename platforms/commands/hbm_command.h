// `dsa-vp hbm`: traffic to the memory alone, and the bandwidth and latencies that it meets.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_hbm_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

// `dsa-vp trace`: traces looked at, made and converted, and token caches tried on them, all without
// simulated time. Its subcommands are files of this folder, listed in trace_command.cpp.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

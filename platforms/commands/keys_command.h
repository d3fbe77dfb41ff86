// `dsa-vp keys`: prints every configuration key as a Markdown table.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_keys_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

// `dsa-vp report`: a page that shows a run, two runs side by side, or a sweep.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_report_command(CLI::App& app, CommandAction& action);

}  // namespace dsavp

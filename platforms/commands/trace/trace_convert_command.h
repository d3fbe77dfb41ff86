// `dsa-vp trace convert`: a trace converted between HDF5 and NumPy's .npy or CSV.
#pragma once

#include "platforms/commands/command.h"

namespace dsavp {

void add_trace_convert_command(CLI::App& trace, CommandAction& action);

}  // namespace dsavp

#include "platforms/commands/trace/trace_command.h"

#include "platforms/commands/trace/trace_convert_command.h"
#include "platforms/commands/trace/trace_curve_command.h"
#include "platforms/commands/trace/trace_draw_command.h"
#include "platforms/commands/trace/trace_hits_command.h"
#include "platforms/commands/trace/trace_info_command.h"
#include "platforms/commands/trace/trace_partition_command.h"
#include "platforms/commands/trace/trace_slowdown_command.h"
#include "platforms/commands/trace/trace_stats_command.h"
#include "platforms/commands/trace/trace_synth_command.h"
#include "platforms/commands/trace/trace_validate_command.h"

namespace dsavp {

void add_trace_command(CLI::App& app, CommandAction& action) {
  CLI::App& trace =
      *app.add_subcommand("trace", "look at, make and convert traces; try token caches on them");
  trace.require_subcommand(1);
  add_trace_convert_command(trace, action);
  add_trace_info_command(trace, action);
  add_trace_validate_command(trace, action);
  add_trace_stats_command(trace, action);
  add_trace_draw_command(trace, action);
  add_trace_curve_command(trace, action);
  add_trace_hits_command(trace, action);
  add_trace_partition_command(trace, action);
  add_trace_slowdown_command(trace, action);
  add_trace_synth_command(trace, action);
}

}  // namespace dsavp

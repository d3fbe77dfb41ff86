#include "platforms/commands/trace/trace_stats_command.h"

#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/commands/trace/trace_stats_report.h"

namespace dsavp {
namespace {

ExitStatus run_stats(const TraceFileArguments& arguments) {
  end_on_interrupt();
  TraceReader reader(arguments.file);
  const LocalityReport report = measure_locality(reader);
  print(arguments.format == "json"  ? locality_json(reader.info(), report)
        : arguments.format == "csv" ? locality_csv(report)
                                    : locality_tables(reader.info(), report));
  return kDone;
}

}  // namespace

void add_trace_stats_command(CLI::App& trace, CommandAction& action) {
  add_trace_file_command(trace, action, "stats",
                         "how local the choices of a trace are, beside published figures",
                         run_stats);
}

}  // namespace dsavp

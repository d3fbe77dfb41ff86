#include "platforms/commands/trace/trace_validate_command.h"

#include <fmt/format.h>

#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/trace_file_arguments.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {
namespace {

nlohmann::ordered_json read_through(const std::string& path) {
  TraceReader reader(path);
  TraceStep step;
  std::int64_t steps = 0;
  std::int64_t sets = 0;
  std::int64_t look_ups = 0;
  while (reader.next(step)) {
    ++steps;
    sets += static_cast<std::int64_t>(step.set_size.size());
    for (const std::int32_t size : step.set_size) look_ups += size;
  }
  return {
      {"file", path}, {"valid", true}, {"steps", steps}, {"sets", sets}, {"look_ups", look_ups}};
}

ExitStatus run_validate(const TraceFileArguments& arguments) {
  end_on_interrupt();
  const nlohmann::ordered_json record = read_through(arguments.file);
  print(arguments.format == "json" ? json_text(record)
        : arguments.format == "csv"
            ? csv_text(record)
            : fmt::format("{}: valid: {} steps, {} sets, {} look-ups\n", arguments.file,
                          record["steps"].dump(), record["sets"].dump(),
                          record["look_ups"].dump()));
  return kDone;
}

}  // namespace

void add_trace_validate_command(CLI::App& trace, CommandAction& action) {
  add_trace_file_command(trace, action, "validate", "read all of a trace and check every set",
                         run_validate);
}

}  // namespace dsavp

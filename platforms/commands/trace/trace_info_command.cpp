#include "platforms/commands/trace/trace_info_command.h"

#include <fmt/format.h>

#include <filesystem>

#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/trace_file_arguments.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {
namespace {

nlohmann::ordered_json record_of(const TraceReader& reader) {
  const TraceInfo& info = reader.info();
  return {{"file", info.path},
          {"model", info.model},
          {"source", info.source},
          {"order", info.order},
          {"top_k", info.top_k},
          {"steps", info.steps},
          {"layers", info.layers},
          {"requests", info.requests},
          {"longest_context", reader.longest_context()},
          {"file_bytes", std::filesystem::file_size(info.path)}};
}

std::string table_text(const nlohmann::ordered_json& record) {
  std::string text;
  for (const auto& [key, value] : record.items()) {
    text += fmt::format("  {:<16} {}\n", key,
                        value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

ExitStatus run_info(const TraceFileArguments& arguments) {
  end_on_interrupt();
  const nlohmann::ordered_json record = record_of(TraceReader(arguments.file));
  print(arguments.format == "json"  ? json_text(record)
        : arguments.format == "csv" ? csv_text(record)
                                    : table_text(record));
  return kDone;
}

}  // namespace

void add_trace_info_command(CLI::App& trace, CommandAction& action) {
  add_trace_file_command(trace, action, "info", "what a trace says of itself; no set is read",
                         run_info);
}

}  // namespace dsavp

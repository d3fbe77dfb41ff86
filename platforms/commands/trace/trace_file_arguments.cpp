#include "platforms/commands/trace/trace_file_arguments.h"

#include <memory>
#include <utility>

namespace dsavp {

void add_trace_file_command(CLI::App& trace, CommandAction& action, const std::string& name,
                            const std::string& description,
                            std::function<ExitStatus(const TraceFileArguments&)> run) {
  const auto arguments = std::make_shared<TraceFileArguments>();
  CLI::App* command = trace.add_subcommand(name, description);
  command->add_option("file", arguments->file, "the trace")->required();
  command->add_option("--format", arguments->format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}))
      ->capture_default_str();
  command->callback([arguments, &action, run = std::move(run)] {
    action = [arguments, run] { return run(*arguments); };
  });
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += c;
    quoted += c;
  }
  return quoted + "\"";
}

std::string json_text(const nlohmann::ordered_json& record) {
  // Attributes of a trace are any bytes; JSON is UTF-8.
  return record.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::string csv_text(const nlohmann::ordered_json& record) {
  std::string keys;
  std::string values;
  for (const auto& [key, value] : record.items()) {
    const char* comma = keys.empty() ? "" : ",";
    keys += comma + csv_cell(key);
    values += comma + (value.is_string() ? csv_cell(value.get<std::string>()) : value.dump());
  }
  return keys + "\n" + values + "\n";
}

}  // namespace dsavp

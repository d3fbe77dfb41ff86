// What the commands that only look at one trace take, and how they print a record of it.
//
// Errors: none raised here.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "platforms/commands/command.h"

namespace dsavp {

struct TraceFileArguments {
  std::string file;
  std::string format = "table";
};

// Adds the subcommand `name` with a file and --format, which runs `run` on them.
void add_trace_file_command(CLI::App& trace, CommandAction& action, const std::string& name,
                            const std::string& description,
                            std::function<ExitStatus(const TraceFileArguments&)> run);

// In quotes where the text would break a line of CSV.
std::string csv_cell(const std::string& text);

// A flat JSON object as JSON, or as CSV with a line of keys and a line of values.
std::string json_text(const nlohmann::ordered_json& record);
std::string csv_text(const nlohmann::ordered_json& record);

}  // namespace dsavp

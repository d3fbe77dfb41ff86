#include "platforms/commands/compare_command.h"

#include <filesystem>
#include <memory>
#include <string>

#include "platforms/compare/comparison_data.h"
#include "platforms/compare/comparison_text.h"
#include "platforms/compare/sweep_comparison.h"
#include "platforms/config/config_error.h"

namespace dsavp {
namespace {

struct CompareArguments {
  std::string a;
  std::string b;
  std::string format = "table";
};

// Whether it is a sweep's. Errors: ConfigError where it is neither a sweep's nor a run's.
bool holds_sweep(const std::string& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw ConfigError(folder, "", "no such folder, expected one of dsa-vp run or dsa-vp sweep");
  }
  if (is_sweep_folder(folder)) return true;
  if (std::filesystem::exists(folder + "/result.json", error)) return false;
  throw ConfigError(folder, "",
                    "has no result.json and no sweep.json, expected a folder that dsa-vp run or "
                    "dsa-vp sweep wrote");
}

std::string runs_text(const CompareArguments& arguments) {
  const RunComparison comparison =
      compare_runs(read_run_figures(arguments.a), read_run_figures(arguments.b));
  if (arguments.format == "json") return comparison_json(comparison).dump(2) + "\n";
  if (arguments.format == "csv") return comparison_csv(comparison);
  return comparison_text(comparison);
}

std::string sweeps_text(const CompareArguments& arguments) {
  const SweepComparison comparison =
      compare_sweeps(read_compared_sweep(arguments.a), read_compared_sweep(arguments.b));
  if (arguments.format == "json") return sweep_comparison_json(comparison).dump(2) + "\n";
  if (arguments.format == "csv") return sweep_comparison_csv(comparison);
  return sweep_comparison_text(comparison);
}

ExitStatus compare(const CompareArguments& arguments) {
  const bool sweep = holds_sweep(arguments.a);
  if (holds_sweep(arguments.b) != sweep) {
    throw ConfigError(arguments.b, "",
                      sweep ? "is a run, and the first folder a sweep; expected two of a kind"
                            : "is a sweep, and the first folder a run; expected two of a kind");
  }
  print(sweep ? sweeps_text(arguments) : runs_text(arguments));
  return kDone;
}

}  // namespace

void add_compare_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command = app.add_subcommand("compare", "where two runs or sweeps differ, and why");
  command->add_option("A", arguments->a, "folder of a run, or of a sweep")->required();
  command->add_option("B", arguments->b, "folder of another one")->required();
  command->add_option("--format", arguments->format, "table, json or csv")
      ->capture_default_str()
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return compare(*arguments); }; });
}

}  // namespace dsavp

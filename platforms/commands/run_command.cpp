#include "platforms/commands/run_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "platforms/baseline_process.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/run_trace_arguments.h"
#include "platforms/results/output_folder.h"
#include "platforms/results/summary_table.h"
#include "platforms/run_study.h"

namespace dsavp {
namespace {

struct RunArguments {
  std::string study;
  std::vector<std::string> settings;
  std::string output;
  bool baseline = false;
  RunTraceArguments trace;
};

RunOptions options_for(const std::string& folder, bool show_progress) {
  RunOptions options;
  options.output = folder;
  options.show_progress = show_progress && isatty(STDERR_FILENO) != 0;
  options.interrupted = interrupted();
  return options;
}

std::string output_folder(const RunArguments& arguments) {
  if (!arguments.output.empty()) return arguments.output;
  return "out/" + std::filesystem::path(arguments.study).stem().string();
}

nlohmann::ordered_json read_result(const std::string& folder) {
  std::ifstream file(folder + "/result.json");
  return nlohmann::ordered_json::parse(file);
}

ExitStatus run_alone(const Study& study, const RunOptions& options) {
  print(summary_table(run_study(study, options)));
  return kDone;
}

ExitStatus run_with_baseline(const Study& study, const RunOptions& options) {
  const std::string baseline_folder = options.output + "/baseline";
  OutputFolder{baseline_folder};  // one message, not two, where it cannot be made
  BaselineProcess baseline(study, options_for(baseline_folder, false));
  nlohmann::ordered_json result;
  const ExitStatus status = guarded([&] {
    result = run_study(study, options);
    return kDone;
  });
  if (status != kDone) baseline.interrupt();
  std::string said;
  const ExitStatus baseline_status = baseline.wait(said);
  if (status != kDone) return status;
  if (baseline_status != kDone) {
    fmt::print(stderr, "dsa-vp: the baseline has failed: {}", said);
    return baseline_status;
  }
  print(summary_table(result));
  print(comparison_table(read_result(baseline_folder), result));
  return kDone;
}

ExitStatus run(const RunArguments& arguments) {
  const Study study = load_study(arguments.study, arguments.settings);
  const std::string folder = output_folder(arguments);
  RunOptions options = options_for(folder, true);
  options.trace = run_trace_options(arguments.trace, study);
  const ExitStatus status =
      arguments.baseline ? run_with_baseline(study, options) : run_alone(study, options);
  if (status == kDone) print(fmt::format("\nresults: {}\n", folder));
  return status;
}

}  // namespace

void add_run_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "run a study and write its results");
  command->add_option("study", arguments->study, "YAML file of the study")->required();
  command->add_option("--set", arguments->settings, "override a key: path.to.key=value")
      ->expected(1)
      ->take_all();
  command->add_option("--output", arguments->output,
                      "folder for the results (default: out/ and the study's name)");
  command->add_flag("--baseline", arguments->baseline,
                    "also run with nothing reserved, into baseline/ in the folder, and compare");
  add_run_trace_options(*command, arguments->trace);
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

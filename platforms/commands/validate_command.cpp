#include "platforms/commands/validate_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "platforms/commands/process_signals.h"
#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"
#include "platforms/validation/report_json.h"
#include "platforms/validation/report_tables.h"
#include "platforms/validation/suite_files.h"
#include "platforms/validation/validation.h"

namespace dsavp {
namespace {

struct ValidateArguments {
  std::string output;
  std::string format = "table";
  std::vector<std::string> suites;
};

// Pictures are named after suites.
void check_distinct(const std::vector<SuiteFile>& files) {
  std::set<std::string> names;
  for (const SuiteFile& file : files) {
    if (names.insert(file.name).second) continue;
    throw ConfigError("--suite " + file.shown, "",
                      "there is a suite " + quoted(file.name) + " already, expected each once");
  }
}

Suites load_suites(const ValidateArguments& arguments) {
  std::vector<SuiteFile> files;
  for (const std::string& name : arguments.suites) files.push_back(find_suite(name));
  if (files.empty()) files = shipped_suites();
  check_distinct(files);
  Suites suites;
  for (const SuiteFile& file : files) suites.push_back(load_suite(file));
  return suites;
}

void show_progress(std::size_t done, std::size_t total) {
  fmt::print(stderr, "\rline {} of {}{}", done, total, done == total ? "\n" : "");
  std::fflush(stderr);
}

ProcessPoolOptions pool_options() {
  ProcessPoolOptions options;
  options.interrupted = interrupted();
  if (isatty(STDERR_FILENO) != 0) options.progress = show_progress;
  return options;
}

std::string tables(const std::vector<SuiteReport>& reports) {
  std::string text;
  for (const SuiteReport& report : reports) {
    text += (text.empty() ? "" : "\n") + terminal_tables(report);
  }
  return text;
}

ExitStatus verdict(const std::vector<SuiteReport>& reports) {
  ExitStatus status = kDone;
  for (const SuiteReport& report : reports) {
    for (const std::string& failure : failures(report)) {
      fmt::print(stderr, "dsa-vp: {}\n", failure);
      status = kRunFailed;
    }
  }
  return status;
}

ExitStatus validate(const ValidateArguments& arguments) {
  const Suites suites = load_suites(arguments);
  std::optional<ValidationOutput> output;
  if (!arguments.output.empty()) output.emplace(arguments.output);
  const std::vector<SuiteReport> reports = run_suites(suites, pool_options());
  print(arguments.format == "json" ? report_json(reports).dump(2) + "\n" : tables(reports));
  if (output) output->write(suites, reports);
  return verdict(reports);
}

}  // namespace

void add_validate_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<ValidateArguments>();
  CLI::App* command = app.add_subcommand(
      "validate", "compare the model with DRAM simulators and real GPUs, line by line");
  command->add_option("--output", arguments->output,
                      "folder for validation.md with its pictures and validation.json");
  command->add_option("--format", arguments->format, "table or json on standard output")
      ->check(CLI::IsMember({"table", "json"}));
  command
      ->add_option("--suite", arguments->suites,
                   "only this one: a name of configs/validation or a YAML file; may be repeated")
      ->expected(1)
      ->take_all();
  command->callback(
      [arguments, &action] { action = [arguments] { return validate(*arguments); }; });
}

}  // namespace dsavp

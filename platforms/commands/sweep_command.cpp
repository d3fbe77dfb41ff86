#include "platforms/commands/sweep_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platforms/commands/sweep_engine_arguments.h"
#include "platforms/sweep/duration_text.h"
#include "platforms/sweep/run_sweep.h"
#include "platforms/sweep/sweep_estimate.h"
#include "platforms/sweep/sweep_results.h"

namespace dsavp {
namespace {

constexpr std::size_t kMostRowsPrinted = 60;

struct SweepArguments {
  std::string study;
  std::vector<std::string> settings;
  std::string output;
  SweepEngineArguments engine;
  bool dry_run = false;
};

std::string count_of(std::size_t count, const char* what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

std::string plan_words(const SweepPlan& plan) {
  std::string text = fmt::format("{}: {}", plan.spec.name, count_of(plan.points.size(), "point"));
  if (plan.left_out > 0) text += fmt::format(" ({} left out by `where`)", plan.left_out);
  return text + fmt::format(", {} with baselines", count_of(plan.runs.size(), "run"));
}

ExitStatus dry_run(const SweepPlan& plan, const std::string& folder,
                   const SweepArguments& arguments) {
  for (const SweepRun& run : plan.runs) {
    print(fmt::format("  {}  {:<8}  {}\n", run.digest,
                      run_finished(folder, run.digest) ? "finished" : "to run", run.name));
  }
  const std::vector<const SweepRun*> runs = unfinished_runs(plan, folder);
  print(fmt::format("{}; {} to run", plan_words(plan), runs.size()));
  if (!runs.empty()) {
    double cost = 0;
    for (const SweepRun* run : runs) cost += cost_of(run->study);
    const int at_once = std::min<int>(processes(arguments.engine), static_cast<int>(runs.size()));
    print(fmt::format(", about {} with {} at once",
                      duration_text(cost * seconds_per_cost(runs) / at_once), at_once));
  }
  print("\n");
  return kDone;
}

ExitStatus finish(const SweepPlan& plan, const SweepFolder& folder, const SweepOutcome& outcome) {
  const std::vector<PointFigures> rows = read_figures(plan, folder);
  if (!rows.empty() && rows.size() <= kMostRowsPrinted) print(results_table(plan, rows) + "\n");
  print(fmt::format("{}; {} run now, {} finished before", plan_words(plan), outcome.finished,
                    outcome.ready));
  if (outcome.failed > 0) {
    print(fmt::format(", {} failed\n", outcome.failed));
    return kRunFailed;
  }
  if (outcome.detached) {
    print(", the others go on\nthe same command without --detach waits for them and collects\n");
    return kDone;
  }
  print(fmt::format("\nresults: {}\n", folder.path() + "/results.csv"));
  return kDone;
}

ExitStatus sweep(const SweepArguments& arguments) {
  check_sweep_engine_options(arguments.engine);
  const SweepPlan plan = plan_sweep(arguments.study, arguments.settings);
  const std::string path = arguments.output.empty() ? "out/" + plan.spec.name : arguments.output;
  if (arguments.dry_run) return dry_run(plan, path, arguments);
  const SweepFolder folder(path, plan);
  const bool on_terminal = isatty(STDERR_FILENO) != 0;
  const auto engine = sweep_engine(arguments.engine, on_terminal);
  const SweepOutcome outcome = run_sweep(plan, folder, *engine, on_terminal);
  return finish(plan, folder, outcome);
}

}  // namespace

void add_sweep_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<SweepArguments>();
  CLI::App* command =
      app.add_subcommand("sweep", "run all points of a study that says what to vary");
  command->add_option("study", arguments->study, "YAML file of the study, with a section `sweep`")
      ->required();
  command
      ->add_option("--set", arguments->settings, "override a key in all points: path.to.key=value")
      ->expected(1)
      ->take_all();
  command->add_option("--output", arguments->output,
                      "folder of the sweep (default: out/ and the study's name)");
  add_sweep_engine_options(*command, arguments->engine);
  command->add_flag("--dry-run", arguments->dry_run,
                    "list the points and estimate the time; nothing is written");
  command->callback([arguments, &action] { action = [arguments] { return sweep(*arguments); }; });
}

}  // namespace dsavp

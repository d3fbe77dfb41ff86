// The dsa-vp command line. Exit status: 0 done, 1 the run failed, 2 bad input.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "platforms/baseline_process.h"
#include "platforms/config/config_table.h"
#include "platforms/exit_status.h"
#include "platforms/results/output_folder.h"
#include "platforms/results/summary_table.h"
#include "platforms/run_study.h"

// SystemC's library names sc_main(); ours starts from main().
int sc_main(int, char**) {
  return 0;
}

namespace dsavp {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void on_signal(int) {
  interrupted = 1;
}

struct RunCommand {
  std::string study;
  std::vector<std::string> settings;
  std::string output;
  bool baseline = false;
};

RunOptions options_for(const std::string& folder, bool show_progress) {
  RunOptions options;
  options.output = folder;
  options.show_progress = show_progress && isatty(STDERR_FILENO) != 0;
  options.interrupted = &interrupted;
  return options;
}

std::string output_folder(const RunCommand& command) {
  if (!command.output.empty()) return command.output;
  return "out/" + std::filesystem::path(command.study).stem().string();
}

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    throw std::runtime_error("the terminal or pipe cannot be written");
  }
}

nlohmann::ordered_json read_result(const std::string& folder) {
  std::ifstream file(folder + "/result.json");
  return nlohmann::ordered_json::parse(file);
}

ExitStatus run_alone(const Study& study, const std::string& folder) {
  print(summary_table(run_study(study, options_for(folder, true))));
  return kDone;
}

ExitStatus run_with_baseline(const Study& study, const std::string& folder) {
  const std::string baseline_folder = folder + "/baseline";
  OutputFolder{baseline_folder};  // one message, not two, where it cannot be made
  BaselineProcess baseline(study, options_for(baseline_folder, false));
  nlohmann::ordered_json result;
  const ExitStatus status = guarded([&] {
    result = run_study(study, options_for(folder, true));
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

ExitStatus run(const RunCommand& command) {
  const Study study = load_study(command.study, command.settings);
  const std::string folder = output_folder(command);
  const ExitStatus status =
      command.baseline ? run_with_baseline(study, folder) : run_alone(study, folder);
  if (status == kDone) print(fmt::format("\nresults: {}\n", folder));
  return status;
}

int main(int argc, char** argv) {
  CLI::App app{
      "A virtual platform for dynamic sparse attention: what does keeping KV tokens in a "
      "reserved part of the last-level cache buy?",
      "dsa-vp"};
  app.set_version_flag("--version", DSA_VP_VERSION);
  app.require_subcommand(1);

  RunCommand run_command;
  CLI::App* run_app = app.add_subcommand("run", "run a study and write its results");
  run_app->add_option("study", run_command.study, "YAML file of the study")->required();
  run_app->add_option("--set", run_command.settings, "override a key: path.to.key=value")
      ->expected(1)
      ->take_all();
  run_app->add_option("--output", run_command.output,
                      "folder for the results (default: out/ and the study's name)");
  run_app->add_flag("--baseline", run_command.baseline,
                    "also run with nothing reserved, into baseline/ in the folder, and compare");
  CLI::App* keys_app =
      app.add_subcommand("keys", "print every configuration key as a Markdown table");

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& request) {
    return app.exit(request);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "dsa-vp: {}\nRun with --help for more information.\n", error.what());
    return kBadInput;
  }
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  // Writes that meet these fail instead, and are reported as any other failed write.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  return guarded([&] {
    if (keys_app->parsed()) {
      print(markdown_key_table<PlatformConfig>());
      return kDone;
    }
    return run(run_command);
  });
}

}  // namespace
}  // namespace dsavp

int main(int argc, char** argv) {
  return dsavp::main(argc, argv);
}

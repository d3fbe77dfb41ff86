// The dsa-vp command line. Exit status: 0 done, 1 the run failed, 2 bad input.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "platforms/config/config_error.h"
#include "platforms/config/config_table.h"
#include "platforms/results/output_folder.h"
#include "platforms/results/summary_table.h"
#include "platforms/run_study.h"
#include "testbench/traces/trace_format.h"

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

enum ExitStatus { kDone = 0, kRunFailed = 1, kBadInput = 2 };

struct RunCommand {
  std::string study;
  std::vector<std::string> settings;
  std::string output;
  bool baseline = false;
};

template <class Action>
int guarded(Action&& action) {
  try {
    return action();
  } catch (const ConfigError& error) {
    fmt::print(stderr, "dsa-vp: {}\n", error.what());
    return kBadInput;
  } catch (const TraceError& error) {
    fmt::print(stderr, "dsa-vp: {}\n", error.what());
    return kBadInput;
  } catch (const std::exception& error) {
    fmt::print(stderr, "dsa-vp: {}\n", error.what());
    return kRunFailed;
  }
}

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

// The same study with nothing reserved, in a process of its own: SystemC simulates one platform per
// process. What it has to say is kept for later, since the run itself mostly says the same.
class BaselineProcess {
 public:
  BaselineProcess(Study study, const std::string& folder) {
    study.config.llc.reservation.bytes = 0;
    int ends[2];
    std::fflush(nullptr);
    if (pipe(ends) != 0 || (child_ = fork()) < 0) {
      throw std::runtime_error("the baseline's process cannot be started");
    }
    if (child_ == 0) {
      dup2(ends[1], STDERR_FILENO);
      const int status = guarded([&] {
        run_study(study, options_for(folder, false));
        return int{kDone};
      });
      std::fflush(nullptr);
      _exit(status);
    }
    close(ends[1]);
    messages_ = ends[0];
  }

  // Waits for its end; its exit status and what it said.
  int wait(std::string& said) {
    char buffer[4096];
    for (ssize_t n; (n = read(messages_, buffer, sizeof buffer)) != 0;) {
      if (n > 0) {
        said.append(buffer, static_cast<std::size_t>(n));
      } else if (errno != EINTR) {
        break;
      }
    }
    close(messages_);
    int status = 0;
    while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : int{kRunFailed};
  }

 private:
  pid_t child_ = -1;
  int messages_ = -1;
};

nlohmann::ordered_json read_result(const std::string& folder) {
  std::ifstream file(folder + "/result.json");
  return nlohmann::ordered_json::parse(file);
}

int run_alone(const Study& study, const std::string& folder) {
  print(summary_table(run_study(study, options_for(folder, true))));
  return kDone;
}

int run_with_baseline(const Study& study, const std::string& folder) {
  const std::string baseline_folder = folder + "/baseline";
  OutputFolder{baseline_folder};  // one message, not two, where it cannot be made
  BaselineProcess baseline(study, baseline_folder);
  nlohmann::ordered_json result;
  const int status = guarded([&] {
    result = run_study(study, options_for(folder, true));
    return int{kDone};
  });
  std::string said;
  const int baseline_status = baseline.wait(said);
  if (status != kDone) return status;
  if (baseline_status != kDone) {
    fmt::print(stderr, "dsa-vp: the baseline has failed: {}", said);
    return baseline_status;
  }
  print(summary_table(result));
  print(comparison_table(read_result(baseline_folder), result));
  return kDone;
}

int run(const RunCommand& command) {
  const Study study = load_study(command.study, command.settings);
  const std::string folder = output_folder(command);
  const int status = command.baseline ? run_with_baseline(study, folder) : run_alone(study, folder);
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
      return int{kDone};
    }
    return run(run_command);
  });
}

}  // namespace
}  // namespace dsavp

int main(int argc, char** argv) {
  return dsavp::main(argc, argv);
}

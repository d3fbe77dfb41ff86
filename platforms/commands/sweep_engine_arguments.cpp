#include "platforms/commands/sweep_engine_arguments.h"

#include <algorithm>
#include <thread>

#include "platforms/commands/process_signals.h"
#include "platforms/config/config_error.h"
#include "platforms/sweep/local_engine.h"
#include "platforms/sweep/slurm_engine.h"

namespace dsavp {
namespace {

constexpr const char* kLocal = "local";
constexpr const char* kSlurm = "slurm";

void refuse(bool given, const char* option, const char* engine) {
  if (given) throw ConfigError(option, "", std::string("needs --engine ") + engine);
}

}  // namespace

void add_sweep_engine_options(CLI::App& command, SweepEngineArguments& arguments) {
  SlurmOptions& slurm = arguments.slurm;
  command.add_option("--engine", arguments.engine, "who runs: this machine, or Slurm's job arrays")
      ->check(CLI::IsMember({kLocal, kSlurm}))
      ->capture_default_str();
  command.add_option("--jobs", arguments.jobs, "local: runs at once (default: one per processor)")
      ->check(CLI::Range(1, 4096));
  command.add_option("--slurm-limit", slurm.limit, "tasks at a time (default: Slurm's choice)")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--slurm-partition", slurm.partition, "as sbatch's --partition");
  command.add_option("--slurm-time", slurm.time, "of a task, as sbatch's --time: 30 or 1:00:00");
  command.add_option("--slurm-mem", slurm.memory, "of a task, as sbatch's --mem: 2G");
  command.add_flag("--detach", slurm.detach,
                   "slurm: submit and leave; the same command without it waits and collects");
}

void check_sweep_engine_options(const SweepEngineArguments& arguments) {
  const SlurmOptions& slurm = arguments.slurm;
  if (arguments.engine == kSlurm) {
    refuse(arguments.jobs > 0, "--jobs", "local; --slurm-limit limits Slurm's tasks");
    return;
  }
  refuse(slurm.limit > 0, "--slurm-limit", kSlurm);
  refuse(!slurm.partition.empty(), "--slurm-partition", kSlurm);
  refuse(!slurm.time.empty(), "--slurm-time", kSlurm);
  refuse(!slurm.memory.empty(), "--slurm-mem", kSlurm);
  refuse(slurm.detach, "--detach", kSlurm);
}

int processes(const SweepEngineArguments& arguments) {
  return arguments.jobs > 0 ? arguments.jobs
                            : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

std::unique_ptr<SweepEngine> sweep_engine(const SweepEngineArguments& arguments,
                                          bool show_progress) {
  if (arguments.engine == kSlurm) {
    return std::make_unique<SlurmEngine>(arguments.slurm, interrupted(), show_progress);
  }
  return std::make_unique<LocalEngine>(processes(arguments), interrupted());
}

}  // namespace dsavp

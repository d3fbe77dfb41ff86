// The options of `dsa-vp sweep` that say who runs its runs.
//
// Errors: ConfigError for options that the engine chosen does not take.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "platforms/sweep/slurm_options.h"
#include "platforms/sweep/sweep_engine.h"

namespace dsavp {

struct SweepEngineArguments {
  std::string engine = "local";
  int jobs = 0;  // at once, on this machine; 0: one for each processor
  SlurmOptions slurm;
};

void add_sweep_engine_options(CLI::App& command, SweepEngineArguments& arguments);
void check_sweep_engine_options(const SweepEngineArguments& arguments);

int processes(const SweepEngineArguments& arguments);
std::unique_ptr<SweepEngine> sweep_engine(const SweepEngineArguments& arguments,
                                          bool show_progress);

}  // namespace dsavp

// Runs a sweep with an engine: what is finished stays as it is, the rest is run, failures are told
// and the others go on, and once all is there results.csv is written.
//
// Errors: those of the engine and of the folder.
#pragma once

#include <string>
#include <vector>

#include "platforms/sweep/sweep_engine.h"
#include "platforms/sweep/sweep_folder.h"
#include "platforms/sweep/sweep_plan.h"

namespace dsavp {

struct SweepOutcome {
  std::size_t ready = 0;     // finished before
  std::size_t finished = 0;  // now
  std::size_t failed = 0;
  bool detached = false;  // the others go on without this process
};

// Says on standard error what fails, and how far it is if `show_progress`.
SweepOutcome run_sweep(const SweepPlan& plan, const SweepFolder& folder, SweepEngine& engine,
                       bool show_progress);

// The runs that have no result in the folder, which may not be there yet.
std::vector<const SweepRun*> unfinished_runs(const SweepPlan& plan, const std::string& folder);

}  // namespace dsavp

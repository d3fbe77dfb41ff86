#include "platforms/sweep/run_sweep.h"

#include <fmt/format.h>

#include "platforms/config/one_line.h"
#include "platforms/sweep/sweep_progress.h"
#include "platforms/sweep/sweep_results.h"

namespace dsavp {

std::vector<const SweepRun*> unfinished_runs(const SweepPlan& plan, const std::string& folder) {
  std::vector<const SweepRun*> runs;
  for (const SweepRun& run : plan.runs) {
    if (!run_finished(folder, run.digest)) runs.push_back(&run);
  }
  return runs;
}

SweepOutcome run_sweep(const SweepPlan& plan, const SweepFolder& folder, SweepEngine& engine,
                       bool show_progress) {
  const std::vector<const SweepRun*> runs = unfinished_runs(plan, folder.path());
  double cost = 0;
  for (const SweepRun* run : runs) cost += cost_of(run->study);
  SweepOutcome outcome;
  outcome.ready = plan.runs.size() - runs.size();
  SweepProgress progress(show_progress && !runs.empty(), runs.size(), cost);
  const auto ended = [&](const SweepRun& run, const std::string& error) {
    ++(error.empty() ? outcome.finished : outcome.failed);
    if (!error.empty()) {
      progress.clear();
      fmt::print(stderr, "dsa-vp: {}: {}\n", one_line(run.name), one_line(error));
    }
    progress.run_ended(cost_of(run.study));
  };
  try {
    outcome.detached = !engine.run(runs, folder, ended);
  } catch (const Interrupted& interruption) {
    throw Interrupted(fmt::format("{} after {} of {} runs; the same command goes on from there",
                                  interruption.what(), outcome.ready + outcome.finished,
                                  plan.runs.size()));
  }
  if (outcome.failed == 0 && !outcome.detached) {
    folder.write("results.csv", results_csv(plan, read_figures(plan, folder)));
  }
  return outcome;
}

}  // namespace dsavp

// The figures of a sweep's points, one row each: as CSV, and as a table for a terminal.
//
// Slowdown is the mean step time beside that of a baseline: below 1, the point is faster.
// Left out: whatever else a result.json holds; a report reads those.
// Errors: std::runtime_error for a result that cannot be read.
#pragma once

#include <string>
#include <vector>

#include "platforms/sweep/sweep_folder.h"
#include "platforms/sweep/sweep_plan.h"

namespace dsavp {

struct RunFigures {
  double step_us = 0;  // mean
  double step_p95_us = 0;
  double gather_us = 0;
  double stalled_us = 0;
  double hit_rate = 0;
  double hbm_bytes_per_step = 0;
  double hbm_utilisation = 0;
};

struct PointFigures {
  const SweepPoint* point;
  RunFigures run;
  std::vector<double> slowdown;  // against each baseline of the plan
};

// Of those points that are finished, as their baselines are.
std::vector<PointFigures> read_figures(const SweepPlan& plan, const SweepFolder& folder);

std::string results_csv(const SweepPlan& plan, const std::vector<PointFigures>& rows);
std::string results_table(const SweepPlan& plan, const std::vector<PointFigures>& rows);

}  // namespace dsavp

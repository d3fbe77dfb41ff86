// How long the runs of a sweep will take, by what a short trial takes.
#pragma once

#include <vector>

#include "platforms/sweep/sweep_plan.h"

namespace dsavp {

// Seconds of one core for each unit of cost_of(), by two steps of the run that costs least. Nothing
// of the trial is left. Errors: std::runtime_error if it fails.
double seconds_per_cost(const std::vector<const SweepRun*>& runs);

}  // namespace dsavp

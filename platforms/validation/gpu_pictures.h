// Pictures of a GPU's suite: times of gathers from memory and from the LLC, and their errors.
#pragma once

#include <vector>

#include "platforms/validation/gpu_suite_config.h"
#include "platforms/validation/suite.h"

namespace dsavp {

// The report's first lines are those of figures.gathers, in their order.
std::vector<Picture> gpu_pictures(const GpuFigures& figures, const SuiteReport& report);

}  // namespace dsavp

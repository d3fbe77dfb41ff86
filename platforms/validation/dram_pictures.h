// Pictures of a DRAM simulator's suite: fractions of peak bandwidth as bars, latencies as points.
#pragma once

#include <vector>

#include "platforms/validation/suite.h"

namespace dsavp {

std::vector<Picture> dram_pictures(const SuiteReport& report);

}  // namespace dsavp

// What a sweep's points are compared with: the list of baselines, one line each in baseline.cpp, and
// nowhere else.
//
// A baseline is a change of a point's configuration. It takes out whatever the change makes
// meaningless, and simulation.check_data where it cannot be, so that points that differ in nothing else have one baseline between them.
#pragma once

#include <string>
#include <vector>

#include "platforms/platform_config.h"

namespace dsavp {

struct Baseline {
  const char* word;  // in configurations and results
  const char* help;
  void (*apply)(PlatformConfig& config);
};

const std::vector<Baseline>& baselines();
// Null if there is none of this name.
const Baseline* find_baseline(const std::string& word);

}  // namespace dsavp

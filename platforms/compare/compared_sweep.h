// What a sweep's folder says of its points: their settings and where their runs are.
//
// A point whose run has failed, or is yet to come, has no result.json; it is listed all the same.
// Errors: ConfigError, of a sweep.json that is missing, foreign, of another version or not whole.
#pragma once

#include <string>
#include <vector>

#include "platforms/compare/flat_settings.h"

namespace dsavp {

struct SweptPoint {
  std::vector<FlatSetting> settings;  // of the sweep's axes, in their order
  std::string folder;                 // of its run
  bool finished = false;
};

struct ComparedSweep {
  std::string folder;
  std::vector<SweptPoint> points;
};

// Whether there is a sweep.json; false too where nothing is.
bool is_sweep_folder(const std::string& folder);

ComparedSweep read_compared_sweep(const std::string& folder);

// "llc.reservation.bytes 2 MiB, workload.batch 4"
std::string settings_text(const std::vector<FlatSetting>& settings);

}  // namespace dsavp

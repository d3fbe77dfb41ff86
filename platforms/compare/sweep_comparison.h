// Two sweeps, point by point: those of the same settings are compared as two runs are; others are
// listed.
//
// Points are matched by the settings of the sweeps' axes, in any order. Of several with the same ones
// in a sweep the first counts. Errors: ConfigError, of a point's files.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platforms/compare/compared_sweep.h"
#include "platforms/compare/run_comparison.h"

namespace dsavp {

struct PointComparison {
  std::vector<FlatSetting> settings;
  RunComparison runs;
};

struct SweepComparison {
  std::string folder_a;
  std::string folder_b;
  std::vector<PointComparison> points;
  std::vector<std::string> only_a;  // settings of points
  std::vector<std::string> only_b;
  std::vector<std::string> unfinished;  // in both, without a result in one of them at least

  bool identical() const;
};

SweepComparison compare_sweeps(const ComparedSweep& a, const ComparedSweep& b);

std::string sweep_comparison_text(const SweepComparison& comparison);
nlohmann::ordered_json sweep_comparison_json(const SweepComparison& comparison);
// A line per point: its settings, step times and their difference, and that by phase, in ps; HBM bytes.
std::string sweep_comparison_csv(const SweepComparison& comparison);

}  // namespace dsavp

// Two runs side by side: where their configurations and results differ, and the difference of a step's
// time by phase and of its HBM bytes by cause.
//
// Differences are B's less A's. Errors: none; the runs have been read (run_figures.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platforms/compare/run_figures.h"

namespace dsavp {

struct MetricDifference {
  std::string name;
  std::string unit;
  double a = 0;
  double b = 0;
  double difference() const { return b - a; }
  std::optional<double> percent() const;  // of A; none where A is 0
};

struct RunComparison {
  std::string folder_a;
  std::string folder_b;
  std::vector<SettingDifference> settings;
  bool same_results = false;              // every field of result.json
  std::vector<MetricDifference> metrics;  // equal ones too
  Split step_us;                          // by phase
  Split moved_bytes;                      // HBM bytes of a step by what moved them
  SplitPart kv_misses;                    // of a step
  SplitPart kv_token_bytes;

  bool identical() const { return settings.empty() && same_results; }
};

RunComparison compare_runs(const RunFigures& a, const RunFigures& b);

// Shown to the ns in tables and the ps in data; bytes to the kB and the byte.
WholeSplit step_split(const RunComparison& comparison, double unit_us);
WholeSplit byte_split(const RunComparison& comparison, double unit_bytes);

}  // namespace dsavp

// Other policies beside an LRU curve: which, at what capacities, and their hits by replay.
//
// Errors: ConfigError naming the option; TraceError.
#pragma once

#include <string>
#include <vector>

#include "platforms/commands/trace/curve_report.h"

namespace dsavp {

struct TrialOptions {
  std::vector<std::size_t> capacities;  // in granules, rising; none: powers of two
  std::vector<PolicyKind> policies;

  bool any() const { return !policies.empty(); }
};

// Both may be given several times, and name several at once, with commas. Points are tokens of a
// partition.
TrialOptions trial_options(const std::vector<std::string>& points,
                           const std::vector<std::string>& policies,
                           const LruCurveOptions& options);

// Fills in the capacities and the trials of a report that has its curve.
void try_policies(TraceReader& reader, const TrialOptions& trials, CurveReport& report);

}  // namespace dsavp

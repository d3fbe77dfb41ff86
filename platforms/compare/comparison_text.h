// A comparison of two runs for a person: tables, and what explains the difference in sentences.
#pragma once

#include <string>
#include <vector>

#include "platforms/compare/run_comparison.h"

namespace dsavp {

std::string comparison_text(const RunComparison& comparison);

// "B's step takes 1.341 us less than A's (0.08 %). Most of it: gather, 1.550 us less (...)."
std::string step_sentence(const RunComparison& comparison);
std::string byte_sentence(const RunComparison& comparison);

std::string settings_table(const std::vector<SettingDifference>& settings);

// "+1.3 %", or "-" where there is no change to give.
std::string change_text(const std::optional<double>& percent);

}  // namespace dsavp

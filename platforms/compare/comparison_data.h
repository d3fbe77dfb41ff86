// A comparison of two runs for a program. Parts of differences are whole ps and bytes per step, and
// add up.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "platforms/compare/run_comparison.h"

namespace dsavp {

nlohmann::ordered_json comparison_json(const RunComparison& comparison);

// Columns kind (configuration, result, step, hbm), name, unit, a, b, difference, percent.
std::string comparison_csv(const RunComparison& comparison);

// A field of CSV, quoted where it has to be.
std::string csv_field(const std::string& text);

}  // namespace dsavp

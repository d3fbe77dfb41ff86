// An LRU curve as a line, and other policies as points beside it, as lines of gnuplot.
//
// Errors: none raised here.
#pragma once

#include <string>

#include "platforms/commands/trace/curve_report.h"

namespace dsavp {

enum class CurveCanvas { kTerminal, kPicture };

std::string curve_plot(const CurveReport& report, CurveCanvas canvas);

}  // namespace dsavp

// The working set against the length of the window: how many tokens w consecutive steps choose.
//
// Of each layer, for each w from 1 up: the size of the union of the sets of w consecutive steps,
// / k, as the mean over its requests and all windows of w steps that the trace has, one from each
// step on (the windows of locality.h begin every 10 steps, so that their mean may differ a little).
// At w = 1 it is the mean size of a set, / k.
//
// Left out: the spread over windows. Cost: one pass, and a sum over the windows that end at each
// set. Memory: 4 bytes for each token of the longest context, layer and request.
// Errors: those of the reader.
#pragma once

#include <vector>

#include "testbench/traces/trace_reader.h"

namespace dsavp {

// [w - 1] of w steps; as long as was asked for, or as the trace has steps if those are fewer.
using WorkingSetCurve = std::vector<double>;

struct WorkingSetCurves {
  WorkingSetCurve mean;  // over layers
  std::vector<WorkingSetCurve> layers;
};

// Reads the trace from its beginning.
WorkingSetCurves measure_working_set_curves(TraceReader& reader, int longest_window);

}  // namespace dsavp

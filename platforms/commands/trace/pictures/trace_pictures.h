// The pictures of a trace that `dsa-vp trace draw` makes.
//
// Distances and sizes are in units of k. What arXiv 2603.13430 publishes stands beside the trace's
// own, as in published_locality.h: it is of other models and prompts.
// Errors: none raised here.
#pragma once

#include "platforms/report/picture.h"
#include "testbench/curves/lru_curve.h"
#include "testbench/locality/locality.h"
#include "testbench/locality/selection_raster.h"
#include "testbench/locality/working_set_curve.h"

namespace dsavp {

Picture selection_picture(const TraceInfo& trace, const RasterRequest& request,
                          const SelectionRaster& raster);
Picture working_set_picture(const TraceInfo& trace, const WorkingSetCurves& curves);
// `lru` is of one partition per layer and request, by tokens.
Picture lookback_picture(const TraceInfo& trace, const CountHistogram& lookback,
                         const LruCurve& lru);
Picture layers_picture(const TraceInfo& trace, const LocalityReport& report);
Picture page_use_picture(const TraceInfo& trace, const LocalityReport& report);

}  // namespace dsavp

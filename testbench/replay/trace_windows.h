// The token windows of a trace: one for each layer and request, layer by layer, as long as the
// trace's longest context, one after the other in memory. They are the trace's own layers and
// requests, or as many as a machine has.
//
// Errors: TraceError for a trace of more tokens than addresses.
#pragma once

#include <vector>

#include "models/llc/partition_plan.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

struct StreamCounts {
  int layers;
  int requests;
};

std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes);
std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes,
                                       const StreamCounts& counts);

}  // namespace dsavp

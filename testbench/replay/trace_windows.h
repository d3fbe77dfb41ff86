// The token windows of a trace: one for each layer and request, layer by layer, as long as the
// trace's longest context, one after the other in memory.
//
// Errors: TraceError for a trace of more tokens than addresses.
#pragma once

#include <vector>

#include "models/llc/partition_plan.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

std::vector<TokenWindow> trace_windows(const TraceReader& reader, Bytes token_bytes);

}  // namespace dsavp

// What a synthetic trace was wanted to be beside what it is.
//
// Persistence is wanted to be 1 / new look-ups: a run ends when its token is not chosen, and as many
// end as begin. What was not asked for is measured all the same.
// Errors: none raised here.
#pragma once

#include <string>

#include "testbench/locality/locality.h"
#include "testbench/synthesis/synthesis_options.h"

namespace dsavp {

// `format`: table, json or csv.
std::string synthesis_report(const TraceInfo& info, const SynthesisOptions& options,
                             const LocalityStatistics& measured, const std::string& format);

}  // namespace dsavp

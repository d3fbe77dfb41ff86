// What the scripts of a trace's pictures share. Internal to them. Errors: none raised here.
#pragma once

#include <string>
#include <vector>

#include "platforms/commands/trace/published_locality.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

// "set title": the trace and its k above what the picture shows. `before` goes between the two
// words, as in "set multiplot title".
std::string title_line(const TraceInfo& trace, const std::string& shows,
                       const std::string& before = "set");

std::string data_block_of(const std::string& name, const std::vector<std::string>& lines);

// Levy's figures of a metric.
const PublishedLocality& published_by_levy(const std::string& metric);

}  // namespace dsavp

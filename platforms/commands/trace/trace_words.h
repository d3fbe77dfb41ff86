// What reports on a trace say alike: counts, shares of look-ups and the trace's own line.
//
// Errors: none raised here.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "testbench/traces/trace_format.h"

namespace dsavp {

// "1 step", "2 steps"
std::string plural(std::int64_t count, const char* word);

// From 0 to 1; 0 where nothing was looked up.
double hit_rate(std::int64_t hits, std::int64_t lookups);
// The same in per cent, with two digits after the point.
std::string hit_percent(std::int64_t hits, std::int64_t lookups);

// "path: 128 steps of 12 layers and 2 requests, k = 512, 1572864 look-ups"
std::string trace_heading(const TraceInfo& trace, std::int64_t lookups);
// The file and its shape.
nlohmann::ordered_json trace_json(const TraceInfo& trace);
// Without its folders.
std::string trace_file_name(const TraceInfo& trace);

}  // namespace dsavp

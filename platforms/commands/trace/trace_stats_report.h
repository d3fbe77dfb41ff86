// What `dsa-vp trace stats` prints.
//
// Units: each row has its own, "k" being the tokens of a full set. A figure of no samples is null
// in JSON, empty in CSV and "-" in the tables. Errors: none raised here.
#pragma once

#include <string>

#include "testbench/locality/locality.h"

namespace dsavp {

std::string locality_json(const TraceInfo& info, const LocalityReport& report);
std::string locality_csv(const LocalityReport& report);
std::string locality_tables(const TraceInfo& info, const LocalityReport& report);

}  // namespace dsavp

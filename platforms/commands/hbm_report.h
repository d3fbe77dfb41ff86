// What `dsa-vp hbm` prints: every figure with the memory, its address map and the traffic.
//
// Units are in the JSON keys' names; `reads` are blocks of 64 B. Errors: none raised here.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {

nlohmann::ordered_json hbm_report_json(const HbmConfig& memory, const HbmTraffic& traffic,
                                       const HbmTrafficResult& result);
std::string hbm_report_table(const HbmConfig& memory, const HbmTraffic& traffic,
                             const HbmTrafficResult& result);

}  // namespace dsavp

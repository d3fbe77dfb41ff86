// validation.json (schema "dsa-vp validation", version 1): what the tables hold, for programs.
//
// Nothing of the host is in it: the same inputs give the same bytes.
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "platforms/validation/suite.h"

namespace dsavp {

nlohmann::ordered_json report_json(const std::vector<SuiteReport>& reports);

}  // namespace dsavp

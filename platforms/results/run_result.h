// result.json (schema version 1), from a finished run. docs/user-guide.md has every field.
//
// Nothing of the host is in it: the same inputs give the same bytes.
#pragma once

#include <nlohmann/json.hpp>

#include "platforms/platform.h"
#include "platforms/recorder.h"

namespace dsavp {

nlohmann::ordered_json run_result(const Study& study, Platform& platform, const Recorder& recorder);

}  // namespace dsavp

// A memory's configuration in a sentence, so that every figure can state what it is of.
#pragma once

#include <string>

#include "models/hbm/hbm_config.h"

namespace dsavp {

std::string memory_text(const HbmConfig& config);

}  // namespace dsavp

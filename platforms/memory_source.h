// The memory of a configuration, on its own.
//
// Errors: ConfigError, with the place of what is wrong.
#pragma once

#include "models/hbm/hbm_config.h"
#include "platforms/config/config_tree.h"

namespace dsavp {

// The section `hbm`, read strictly and checked; other sections may be there and are left alone.
HbmConfig read_memory(const ConfigTree& tree);

// That the timing does not contradict itself, the address map fits the organisation, and a memory
// can be made of them.
void check_memory(const ConfigTree& tree, const HbmConfig& hbm);

}  // namespace dsavp

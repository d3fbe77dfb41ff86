// A real GPU's figures as a suite: sparse gathers through the whole platform, streams and dependent
// loads.
//
// Left out: footprints at which the GPU's replacement or translation of addresses decides, and
// several gathers at once. Errors: ConfigError for a file that is wrong.
#pragma once

#include <memory>

#include "platforms/config/config_tree.h"
#include "platforms/validation/suite.h"

namespace dsavp {

// `tree` is the file's content.
std::unique_ptr<ValidationSuite> make_gpu_suite(const SuiteFile& file, const ConfigTree& tree);

}  // namespace dsavp

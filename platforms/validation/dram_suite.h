// A DRAM simulator's figures as a suite: streams of reads through HbmCore alone, and closed forms.
//
// Left out: what lies between a processor and its memory's controller.
// Errors: ConfigError for a file that is wrong or a memory that is impossible.
#pragma once

#include <memory>
#include <string>

#include "platforms/config/config_tree.h"
#include "platforms/validation/suite.h"

namespace dsavp {

// `tree` is the file's content.
std::unique_ptr<ValidationSuite> make_dram_suite(const SuiteFile& file, const ConfigTree& tree);

}  // namespace dsavp

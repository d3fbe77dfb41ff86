// Finding and loading suites: the files of configs/validation by name, others by path.
//
// A file with a section `hbm` is a DRAM simulator's, one without a GPU's.
// Errors: ConfigError, for a suite that does not exist or a file that is wrong.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platforms/validation/suite.h"

namespace dsavp {

// Those that are part of the project, by name.
std::vector<SuiteFile> shipped_suites();
// `name` is a shipped suite's or a YAML file's.
SuiteFile find_suite(const std::string& name);
std::unique_ptr<ValidationSuite> load_suite(const SuiteFile& file);

}  // namespace dsavp

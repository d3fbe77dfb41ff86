// Running suites and writing what came of them.
//
// Errors: std::runtime_error when a run fails, is interrupted, or the folder cannot be written; in
// each case nothing new is left there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platforms/results/output_folder.h"
#include "platforms/validation/suite.h"

namespace dsavp {

using Suites = std::vector<std::unique_ptr<ValidationSuite>>;

// All suites' lines share the processors.
std::vector<SuiteReport> run_suites(const Suites& suites, const ProcessPoolOptions& options);

// validation.md with its pictures and validation.json. Constructed before the work, so that what is
// missing for writing is said at once.
class ValidationOutput {
 public:
  explicit ValidationOutput(const std::string& folder);
  void write(const Suites& suites, const std::vector<SuiteReport>& reports);

 private:
  OutputFolder folder_;
  OutputFolder pictures_;
};

}  // namespace dsavp

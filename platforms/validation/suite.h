// A suite: one reference's lines, how the model is run for each, and what comes of it.
//
// Each line is a job that runs in a process of its own (process_pool.h), because SystemC simulates
// one platform per process; its answer is JSON. A suite turns the answers into a report and into
// gnuplot scripts.
// Errors: ConfigError while a suite is loaded.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platforms/processes/process_pool.h"
#include "platforms/report/picture.h"
#include "platforms/validation/figure.h"

namespace dsavp {

// Where a suite's reference figures stand.
struct SuiteFile {
  std::string name;   // of the suite
  std::string path;   // to open
  std::string shown;  // in reports: within the project, for a suite that is part of it
};

struct SuiteReport {
  SuiteFile file;
  std::string title;
  std::string reference;      // what was measured
  std::string notes;          // what one should know of the comparison
  std::string configuration;  // the model's, in words
  std::string host_speed;     // of the reference, "" where it means nothing
  std::vector<Line> lines;
  std::vector<Line> summary;  // over lines, one for each group of them
};

class ValidationSuite {
 public:
  virtual ~ValidationSuite() = default;

  virtual std::vector<ProcessJob> jobs() const = 0;
  // `answers` are those of jobs(), in their order.
  virtual SuiteReport report(const std::vector<nlohmann::json>& answers) const = 0;
  virtual std::vector<Picture> pictures(const SuiteReport& report) const = 0;
};

}  // namespace dsavp

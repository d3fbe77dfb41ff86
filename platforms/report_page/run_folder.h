// A run's folder as `dsa-vp run` leaves it: result.json, steps.csv and effective.yaml.
//
// Left out: host.json, which says nothing of the machine that is modelled. All that the report draws
// is checked here to be there. A result without read_latency_ns.buckets, as earlier versions wrote
// it, is taken.
// Errors: ConfigError with the file, the place and what to do.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dsavp {

struct StepSeries {
  std::vector<double> time_us;
  std::vector<std::int64_t> lookups;
  std::vector<std::int64_t> hits;
};

struct RunFolder {
  std::string path;
  nlohmann::ordered_json result;
  std::string configuration;  // effective.yaml
  StepSeries steps;
};

// result.json is written last: whether it is there says whether the run has finished.
bool has_result(const std::string& folder);

// `remedy` says how such a folder is made again.
RunFolder read_run_folder(const std::string& folder, const std::string& remedy);

}  // namespace dsavp

// A sweep's folder: sweep.json, which says what was to be run, and points/DIGEST, a run's folder each.
//
// Left out: results.csv, which holds what the runs' folders hold; points that have not been run have
// no folder. Errors: ConfigError with the file, the place and what to do.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dsavp {

struct SweepData {
  std::string path;
  nlohmann::ordered_json sweep;   // as in the file, checked
  std::vector<std::string> runs;  // digests, each once

  std::string folder_of(const std::string& digest) const { return path + "/points/" + digest; }
};

bool is_sweep(const std::string& folder);

SweepData read_sweep_data(const std::string& folder);

}  // namespace dsavp

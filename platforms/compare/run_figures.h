// What of a run's result.json is compared, read strictly.
//
// Counts and bytes are per decode step, so that runs of different lengths can be compared; bytes in MB
// (10^6), times in the unit named, shares in percent.
//
// What moved the bytes to and from memory, as far as result.json says:
//   KV tokens      misses x bytes per token; with pages, the pages' bytes
//   weights        what the weight streamer asked for
//   indexer keys   what the indexer asked for
//   appended       KV and indexer keys written
// The rest is not attributed. It is below 0 where the ordinary region answered a unit's reads, and
// above where tokens were fetched that no look-up missed.
//
// Errors: ConfigError, of a file that is missing, foreign or of another version, or of a field.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platforms/compare/flat_settings.h"
#include "platforms/compare/split.h"

namespace dsavp {

struct RunMetric {
  std::string name;
  std::string unit;
  double value = 0;
};

struct SplitFigure {
  std::string name;
  double value = 0;
};

struct RunFigures {
  std::string folder;
  std::vector<FlatSetting> settings;
  nlohmann::ordered_json result;  // all of it

  std::vector<RunMetric> metrics;   // the same ones in the same order for every run
  double step_us = 0;               // mean
  std::vector<SplitFigure> phases;  // us of it
  double kv_token_bytes = 0;        // of one layer
  double kv_misses = 0;             // tokens, per step
  double moved_bytes = 0;           // to and from HBM, per step
  std::vector<SplitFigure> movers;  // bytes of it
};

RunFigures read_run_figures(const std::string& folder);

}  // namespace dsavp

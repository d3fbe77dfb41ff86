// All data that a report shows, as one JSON document (schema "dsa-vp report", version 1), from a
// run's folder, a sweep's, or two runs' to be compared.
//
//   kind        "run", "comparison" or "sweep"
//   title, question, study, published, axes, baselines, points    as in sweep.json; a comparison has
//               one axis, `run`, of the folders' names, and a run none. `published` is null or
//               {source, points: [{reserved_bytes, slowdown}]}
//   runs        by digest: of result.json what is drawn, at most 512 steps of steps.csv, evenly
//               spaced, and for a point `optimum`; null where a run has no result
//   differing, configuration    see configurations.h
//
// Left out: the drawing. Nothing of the host or of the time of day is in it: the same folders give
// the same bytes. Errors: ConfigError.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dsavp {

nlohmann::ordered_json report_document(const std::vector<std::string>& folders);

}  // namespace dsavp

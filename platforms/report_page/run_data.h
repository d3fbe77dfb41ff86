// Of a run's folder what the report draws and lists, as JSON; see report_document.h.
//
// Errors: none raised here; the folder has been checked.
#pragma once

#include <nlohmann/json.hpp>

#include "platforms/report_page/optimum_hits.h"
#include "platforms/report_page/run_folder.h"

namespace dsavp {

inline constexpr std::size_t kMostReportSteps = 512;

nlohmann::ordered_json run_data(const RunFolder& run);

// {lookups, hits, layer_hits} or {why}.
nlohmann::ordered_json optimum_data(const OptimumHits& optimum);

}  // namespace dsavp

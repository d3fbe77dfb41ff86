#include "platforms/report_page/run_data.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

Json layers_data(const Json& layers) {
  Json hits = Json::array();
  Json lookups = Json::array();
  for (const Json& layer : layers) {
    hits.push_back(layer["kv"]["hits"]);
    lookups.push_back(layer["kv"]["lookups"]);
  }
  return {{"hits", hits}, {"lookups", lookups}};
}

Json steps_data(const StepSeries& steps) {
  Json data = {{"step", Json::array()},
               {"step_time_us", Json::array()},
               {"lookups", Json::array()},
               {"hits", Json::array()}};
  const std::size_t stride = (steps.time_us.size() + kMostReportSteps - 1) / kMostReportSteps;
  for (std::size_t step = 0; step < steps.time_us.size(); step += stride) {
    data["step"].push_back(step);
    data["step_time_us"].push_back(steps.time_us[step]);
    data["lookups"].push_back(steps.lookups[step]);
    data["hits"].push_back(steps.hits[step]);
  }
  return data;
}

}  // namespace

Json run_data(const RunFolder& run) {
  const Json& summary = run.result["summary"];
  Json data;
  data["study"] = run.result["study"];
  for (const char* key : {"steps", "step_time_us", "time_us", "kv", "hbm"}) {
    data[key] = summary[key];
  }
  data["layers"] = layers_data(run.result["layers"]);
  data["read_latency_ns"] = run.result["parts"]["sparse_attention"]["read_latency_ns"];
  data["per_step"] = steps_data(run.steps);
  return data;
}

Json optimum_data(const OptimumHits& optimum) {
  if (!optimum.why.empty()) return {{"why", optimum.why}};
  return {{"lookups", optimum.lookups}, {"hits", optimum.hits}, {"layer_hits", optimum.layer_hits}};
}

}  // namespace dsavp

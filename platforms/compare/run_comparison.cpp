#include "platforms/compare/run_comparison.h"

namespace dsavp {
namespace {

Split split_of(const std::string& name, double a, double b, const std::vector<SplitFigure>& of_a,
               const std::vector<SplitFigure>& of_b) {
  Split split;
  split.total = {name, a, b};
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    split.parts.push_back({of_a[i].name, of_a[i].value, of_b[i].value});
  }
  return split;
}

}  // namespace

std::optional<double> MetricDifference::percent() const {
  if (a == 0) return std::nullopt;
  return 100 * (b - a) / a;
}

RunComparison compare_runs(const RunFigures& a, const RunFigures& b) {
  RunComparison comparison;
  comparison.folder_a = a.folder;
  comparison.folder_b = b.folder;
  comparison.settings = setting_differences(a.settings, b.settings);
  comparison.same_results = a.result == b.result;
  for (std::size_t i = 0; i < a.metrics.size(); ++i) {
    const RunMetric& metric = a.metrics[i];
    comparison.metrics.push_back({metric.name, metric.unit, metric.value, b.metrics[i].value});
  }
  comparison.step_us = split_of("step", a.step_us, b.step_us, a.phases, b.phases);
  comparison.moved_bytes = split_of("HBM bytes", a.moved_bytes, b.moved_bytes, a.movers, b.movers);
  comparison.kv_misses = {"KV misses", a.kv_misses, b.kv_misses};
  comparison.kv_token_bytes = {"bytes per token", a.kv_token_bytes, b.kv_token_bytes};
  return comparison;
}

WholeSplit step_split(const RunComparison& comparison, double unit_us) {
  return in_units(comparison.step_us, unit_us, "not attributed");
}

WholeSplit byte_split(const RunComparison& comparison, double unit_bytes) {
  return in_units(comparison.moved_bytes, unit_bytes, "not attributed");
}

}  // namespace dsavp

#include "platforms/commands/trace/trace_stats_report.h"

#include <fmt/format.h>

#include <optional>
#include <vector>

#include "platforms/commands/trace/published_locality.h"
#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  std::string metric;
  const char* unit;
  LocalityFigure figure;
};

std::vector<Row> rows_of(const LocalityStatistics& statistics) {
  std::vector<Row> rows = {{"working set", "k", statistics.working_set},
                           {"persistence", "steps", statistics.persistence},
                           {"lookback", "k", statistics.lookback},
                           {"new lookups", "k", statistics.new_lookups},
                           {"inter-layer", "k", statistics.inter_layer}};
  for (std::size_t i = 0; i < kPageTokens.size(); ++i) {
    rows.push_back({fmt::format("page use {}", kPageTokens[i]), "share", statistics.page_use[i]});
  }
  return rows;
}

std::string number(double value) {
  return fmt::format("{:.3f}", value);
}

std::string number(const std::optional<double>& value) {
  return value ? fmt::format("{:.4g}", *value) : "-";
}

Json json_of(const LocalityStatistics& statistics) {
  Json json;
  for (const Row& row : rows_of(statistics)) {
    const LocalityFigure& figure = row.figure;
    Json& entry = json[row.metric] = {{"unit", row.unit}, {"samples", figure.samples}};
    entry["mean"] = figure.samples == 0 ? Json() : Json(figure.mean);
    entry["p95"] = figure.samples == 0 ? Json() : Json(figure.p95);
    entry["sigma"] = figure.samples == 0 ? Json() : Json(figure.sigma);
  }
  json["cut_runs"] = statistics.cut_runs;
  return json;
}

Json published_json() {
  Json json = Json::array();
  for (const PublishedLocality& p : kPublishedLocality) {
    json.push_back({{"metric", p.metric},
                    {"source", p.source},
                    {"mean", p.mean},
                    {"p95", p.p95 ? Json(*p.p95) : Json()},
                    {"sigma", p.sigma ? Json(*p.sigma) : Json()}});
  }
  return json;
}

// Those of one metric, as "mean / P95 / sigma (source)".
std::string published_text(const std::string& metric) {
  std::string text;
  for (const PublishedLocality& p : kPublishedLocality) {
    if (metric.rfind(p.metric, 0) != 0) continue;
    text += fmt::format("{}{:.4g} / {} / {} ({})", text.empty() ? "" : "; ", p.mean, number(p.p95),
                        number(p.sigma), p.source);
  }
  return text;
}

std::string whole_table(const LocalityStatistics& whole) {
  Table table({{"metric", Align::kLeft},
               {"unit", Align::kLeft},
               {"mean", Align::kRight},
               {"P95", Align::kRight},
               {"sigma", Align::kRight},
               {"published mean / P95 / sigma", Align::kLeft}});
  for (const Row& row : rows_of(whole)) {
    const LocalityFigure& f = row.figure;
    const bool none = f.samples == 0;
    table.add({row.metric, row.unit, none ? "-" : number(f.mean), none ? "-" : number(f.p95),
               none ? "-" : number(f.sigma), published_text(row.metric)});
  }
  return table.text();
}

std::string layer_table(const LocalityReport& report) {
  std::vector<Table::Column> columns = {{"layer", Align::kRight}};
  for (const Row& row : rows_of(report.whole)) columns.push_back({row.metric, Align::kRight});
  Table table(std::move(columns));
  for (std::size_t layer = 0; layer < report.layers.size(); ++layer) {
    std::vector<std::string> cells = {std::to_string(layer)};
    for (const Row& row : rows_of(report.layers[layer])) {
      cells.push_back(row.figure.samples == 0 ? "-" : number(row.figure.mean));
    }
    table.add(std::move(cells));
  }
  return table.text();
}

std::string csv_lines(const std::string& layer, const LocalityStatistics& statistics) {
  std::string text;
  for (const Row& row : rows_of(statistics)) {
    const LocalityFigure& f = row.figure;
    text += fmt::format("trace,{},{},{},{},", layer, row.metric, row.unit, f.samples);
    text += f.samples == 0 ? ",,\n" : fmt::format("{},{},{}\n", f.mean, f.p95, f.sigma);
  }
  return text + fmt::format("trace,{},cut runs,runs,{},,,\n", layer, statistics.cut_runs);
}

}  // namespace

std::string locality_json(const TraceInfo& info, const LocalityReport& report) {
  Json json = {{"file", info.path},
               {"top_k", info.top_k},
               {"steps", info.steps},
               {"window_steps", kWorkingSetSteps}};
  json["whole"] = json_of(report.whole);
  json["layers"] = Json::array();
  for (const LocalityStatistics& layer : report.layers) json["layers"].push_back(json_of(layer));
  json["published"] = published_json();
  return json_text(json);
}

std::string locality_csv(const LocalityReport& report) {
  std::string text = "source,layer,metric,unit,samples,mean,p95,sigma\n";
  text += csv_lines("all", report.whole);
  for (std::size_t layer = 0; layer < report.layers.size(); ++layer) {
    text += csv_lines(std::to_string(layer), report.layers[layer]);
  }
  const auto cell = [](const std::optional<double>& v) { return v ? fmt::format("{}", *v) : ""; };
  for (const PublishedLocality& p : kPublishedLocality) {
    text += fmt::format("{},all,{},,,{},{},{}\n", p.source, p.metric, p.mean, cell(p.p95),
                        cell(p.sigma));
  }
  return text;
}

std::string locality_tables(const TraceInfo& info, const LocalityReport& report) {
  return fmt::format(
      "{}: {} steps, {} layers, {} requests, k {}\n\n{}\n"
      "  Working set: of {} steps, begun every {}. Page use N: pages of N tokens; the published "
      "page size is not "
      "stated.\n"
      "  Persistence: of runs that begin and end inside the trace; {} runs under way at its first "
      "or last\n  step are not counted.\n\nMean of each layer\n\n{}",
      info.path, info.steps, info.layers, info.requests, info.top_k, whole_table(report.whole),
      kWorkingSetSteps, kWorkingSetStride, report.whole.cut_runs, layer_table(report));
}

}  // namespace dsavp

#include "platforms/commands/trace/synthesis_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  const char* metric;
  const char* unit;
  std::optional<double> wanted;
  LocalityFigure measured;

  bool is_measured() const { return measured.samples > 0; }
  std::optional<double> off_percent() const {
    if (!wanted || !is_measured() || *wanted == 0) return std::nullopt;
    return 100 * (measured.mean / *wanted - 1);
  }
};

std::vector<Row> rows_of(const SynthesisOptions& o, const LocalityStatistics& m) {
  return {{"new lookups", "k", o.new_lookups, m.new_lookups},
          {"persistence", "steps", 1 / o.new_lookups, m.persistence},
          {"working set", "k", o.working_set, m.working_set},
          {"lookback", "k", o.lookback, m.lookback},
          {"inter-layer", "k", o.inter_layer, m.inter_layer}};
}

std::string text(const std::optional<double>& number, const char* format) {
  return number ? fmt::format(fmt::runtime(format), *number) : "-";
}

std::string table_of(const TraceInfo& info, const std::vector<Row>& rows) {
  Table table({{"metric", Align::kLeft},
               {"unit", Align::kLeft},
               {"wanted", Align::kRight},
               {"mean", Align::kRight},
               {"off, %", Align::kRight},
               {"P95", Align::kRight},
               {"sigma", Align::kRight}});
  for (const Row& row : rows) {
    const auto measured = [&](double number) {
      return row.is_measured() ? fmt::format("{:.3f}", number) : "-";
    };
    table.add({row.metric, row.unit, text(row.wanted, "{:.3f}"), measured(row.measured.mean),
               text(row.off_percent(), "{:+.1f}"), measured(row.measured.p95),
               measured(row.measured.sigma)});
  }
  return fmt::format("{}: {}, {}, {}, k {}\n\n{}", info.path, plural(info.steps, "step"),
                     plural(info.layers, "layer"), plural(info.requests, "request"), info.top_k,
                     table.text());
}

std::string csv_of(const std::vector<Row>& rows) {
  std::string csv = "metric,unit,wanted,mean,p95,sigma\n";
  for (const Row& row : rows) {
    csv += fmt::format("{},{},{},", row.metric, row.unit, row.wanted ? text(row.wanted, "{}") : "");
    csv += row.is_measured()
               ? fmt::format("{},{},{}\n", row.measured.mean, row.measured.p95, row.measured.sigma)
               : ",,\n";
  }
  return csv;
}

std::string json_of(const TraceInfo& info, const std::vector<Row>& rows) {
  Json json = {{"trace", info.path},  {"source", info.source}, {"top_k", info.top_k},
               {"steps", info.steps}, {"layers", info.layers}, {"requests", info.requests}};
  for (const Row& row : rows) {
    Json figure = {{"metric", row.metric}, {"unit", row.unit}};
    figure["wanted"] = row.wanted ? Json(*row.wanted) : Json();
    figure["mean"] = row.is_measured() ? Json(row.measured.mean) : Json();
    figure["p95"] = row.is_measured() ? Json(row.measured.p95) : Json();
    figure["sigma"] = row.is_measured() ? Json(row.measured.sigma) : Json();
    json["figures"].push_back(figure);
  }
  return json_text(json);
}

}  // namespace

std::string synthesis_report(const TraceInfo& info, const SynthesisOptions& options,
                             const LocalityStatistics& measured, const std::string& format) {
  const std::vector<Row> rows = rows_of(options, measured);
  if (format == "json") return json_of(info, rows);
  if (format == "csv") return csv_of(rows);
  return table_of(info, rows);
}

}  // namespace dsavp

#include "platforms/validation/report_json.h"

#include "platforms/validation/report_tables.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

Json limit_json(const Limit& limit) {
  switch (limit.kind) {
    case Limit::Kind::kNone:
      return nullptr;
    case Limit::Kind::kRelativeError:
      return {{"relative_error", limit.value}};
    case Limit::Kind::kAtLeast:
      return {{"at_least", limit.value}};
    case Limit::Kind::kAtMost:
      return {{"at_most", limit.value}};
  }
  return nullptr;
}

Json figures_json(const std::vector<Figure>& figures) {
  Json all = Json::array();
  for (const Figure& figure : figures) {
    Json one = {{"quantity", figure.quantity}, {"model", figure.model}};
    if (figure.reference) one["reference"] = *figure.reference;
    if (const auto error = figure.error()) one["error"] = *error;
    one["allowed"] = limit_json(figure.limit);
    one["passes"] = figure.passes();
    all.push_back(std::move(one));
  }
  return all;
}

Json lines_json(const std::vector<Line>& lines) {
  Json all = Json::array();
  for (const Line& line : lines) {
    all.push_back(
        {{"group", line.group}, {"line", line.name}, {"figures", figures_json(line.figures)}});
  }
  return all;
}

Json suite_json(const SuiteReport& report) {
  return {{"suite", report.file.name},
          {"title", report.title},
          {"figures_from", report.file.shown},
          {"configuration", report.configuration},
          {"passes", failures(report).empty()},
          {"lines", lines_json(report.lines)},
          {"summary", lines_json(report.summary)}};
}

}  // namespace

Json report_json(const std::vector<SuiteReport>& reports) {
  Json suites = Json::array();
  bool passes = true;
  for (const SuiteReport& report : reports) {
    suites.push_back(suite_json(report));
    passes = passes && failures(report).empty();
  }
  return {{"schema", "dsa-vp validation"},
          {"version", 1},
          {"passes", passes},
          {"suites", std::move(suites)}};
}

}  // namespace dsavp

#include "platforms/compare/comparison_data.h"

#include <fmt/format.h>

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kPicosecondUs = 1e-6;

Json split_json(const WholeSplit& split) {
  Json parts = Json::array();
  const auto json = [](const WholePart& part) -> Json {
    return {{"name", part.name}, {"a", part.a}, {"b", part.b}, {"difference", part.difference()}};
  };
  for (const WholePart& part : split.parts) parts.push_back(json(part));
  Json all = json(split.total);
  all["parts"] = std::move(parts);
  return all;
}

Json settings_json(const std::vector<SettingDifference>& settings) {
  Json all = Json::array();
  for (const SettingDifference& s : settings) {
    all.push_back({{"key", s.key}, {"a", s.a}, {"b", s.b}});
  }
  return all;
}

Json metrics_json(const std::vector<MetricDifference>& metrics) {
  Json all = Json::array();
  for (const MetricDifference& m : metrics) {
    const std::optional<double> percent = m.percent();
    all.push_back({{"name", m.name},
                   {"unit", m.unit},
                   {"a", m.a},
                   {"b", m.b},
                   {"difference", m.difference()},
                   {"percent", percent ? Json(*percent) : Json()}});
  }
  return all;
}

std::string split_csv(const char* kind, const char* unit, const WholeSplit& split) {
  std::string csv;
  const auto line = [&](const WholePart& part) {
    csv += fmt::format(
        "{},{},{},{},{},{},{}\n", kind, part.name, unit, part.a, part.b, part.difference(),
        part.a == 0 ? "" : fmt::format("{}", 100.0 * double(part.difference()) / double(part.a)));
  };
  for (const WholePart& part : split.parts) line(part);
  line(split.total);
  return csv;
}

}  // namespace

Json comparison_json(const RunComparison& c) {
  return {{"a", c.folder_a},
          {"b", c.folder_b},
          {"identical", c.identical()},
          {"configuration", settings_json(c.settings)},
          {"same_results", c.same_results},
          {"results", metrics_json(c.metrics)},
          {"step_time_ps", split_json(step_split(c, kPicosecondUs))},
          {"hbm_bytes", split_json(byte_split(c, 1))}};
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string field = "\"";
  for (const char c : text) field += c == '"' ? std::string("\"\"") : std::string(1, c);
  return field + "\"";
}

std::string comparison_csv(const RunComparison& c) {
  std::string csv = "kind,name,unit,a,b,difference,percent\n";
  for (const SettingDifference& s : c.settings) {
    csv += fmt::format("configuration,{},,{},{},,\n", csv_field(s.key), csv_field(s.a),
                       csv_field(s.b));
  }
  for (const MetricDifference& m : c.metrics) {
    const std::optional<double> percent = m.percent();
    csv += fmt::format("result,{},{},{},{},{},{}\n", csv_field(m.name), m.unit, m.a, m.b,
                       m.difference(), percent ? fmt::format("{}", *percent) : "");
  }
  return csv + split_csv("step", "ps", step_split(c, kPicosecondUs)) +
         split_csv("hbm", "bytes", byte_split(c, 1));
}

}  // namespace dsavp

#include <fmt/format.h>

#include <algorithm>

#include "platforms/compare/comparison_data.h"
#include "platforms/compare/comparison_text.h"
#include "platforms/compare/sweep_comparison.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

bool same(const SettingDifference& x, const SettingDifference& y) {
  return x.key == y.key && x.a == y.a && x.b == y.b;
}

// The configuration's differences that every point has; `more` if some point has another one.
std::vector<SettingDifference> common_settings(const std::vector<PointComparison>& points,
                                               bool& more) {
  std::vector<SettingDifference> common = points.front().runs.settings;
  for (const PointComparison& point : points) {
    const auto& own = point.runs.settings;
    const auto lacks = [&own](const SettingDifference& s) {
      return std::none_of(own.begin(), own.end(),
                          [&s](const SettingDifference& other) { return same(s, other); });
    };
    common.erase(std::remove_if(common.begin(), common.end(), lacks), common.end());
  }
  more = std::any_of(points.begin(), points.end(), [&common](const PointComparison& point) {
    return point.runs.settings.size() > common.size();
  });
  return common;
}

std::string configuration_text(const std::vector<PointComparison>& points) {
  bool more = false;
  const std::vector<SettingDifference> common = common_settings(points, more);
  std::string text;
  if (!common.empty()) text = settings_table(common);
  if (more) text += "Points differ in more of their configuration: compare two of their folders.\n";
  return text.empty() ? "The configurations are the same at every point.\n" : text;
}

double step_percent(const PointComparison& point) {
  const SplitPart& step = point.runs.step_us.total;
  return step.a == 0 ? 0 : 100 * (step.b - step.a) / step.a;
}

// The phase whose share of the difference is largest, in thousandths of a us.
std::string leading_phase(const WholeSplit& split) {
  const WholePart* most = split.largest(split.total.difference() > 0);
  if (most == nullptr) return "-";
  return fmt::format("{} {:+.3f}", most->name, double(most->difference()) / 1e3);
}

std::string points_table(const std::vector<PointComparison>& points) {
  Table table({{"settings", Align::kLeft},
               {"A, us", Align::kRight},
               {"B, us", Align::kRight},
               {"difference", Align::kRight},
               {"change", Align::kRight},
               {"most of it, us", Align::kLeft},
               {"HBM, MB", Align::kRight}});
  for (const PointComparison& point : points) {
    const WholeSplit step = step_split(point.runs, 1e-3);
    const WholeSplit bytes = byte_split(point.runs, 1e3);
    table.add({settings_text(point.settings), fmt::format("{:.3f}", double(step.total.a) / 1e3),
               fmt::format("{:.3f}", double(step.total.b) / 1e3),
               fmt::format("{:+.3f}", double(step.total.difference()) / 1e3),
               change_text(step_percent(point)), leading_phase(step),
               fmt::format("{:+.3f}", double(bytes.total.difference()) / 1e3)});
  }
  return table.text();
}

std::string summary(const std::vector<PointComparison>& points) {
  std::vector<double> changes;
  for (const PointComparison& point : points) changes.push_back(step_percent(point));
  std::sort(changes.begin(), changes.end());
  const auto faster = std::count_if(changes.begin(), changes.end(), [](double c) { return c < 0; });
  const auto slower = std::count_if(changes.begin(), changes.end(), [](double c) { return c > 0; });
  // Nearest rank, as everywhere.
  return fmt::format(
      "{} point{} in both: B's step is shorter at {}, longer at {}; change {:+.2f} % to {:+.2f} %, "
      "median {:+.2f} %.\n",
      points.size(), points.size() == 1 ? "" : "s", faster, slower, changes.front(), changes.back(),
      changes[(changes.size() + 1) / 2 - 1]);
}

std::string list_text(const std::string& heading, const std::vector<std::string>& items) {
  if (items.empty()) return "";
  std::string text = "\n" + heading + "\n";
  for (const std::string& item : items) text += "  " + item + "\n";
  return text;
}

}  // namespace

std::string sweep_comparison_text(const SweepComparison& c) {
  if (c.identical() && !c.points.empty()) {
    return "The sweeps are identical: same configuration and same results at every point.\n";
  }
  std::string text = fmt::format("A: {}\nB: {}\n\n", c.folder_a, c.folder_b);
  if (c.points.empty()) {
    text += "No point has a result in both.\n";
  } else {
    text += configuration_text(c.points) + "\n" + points_table(c.points) + "\n" + summary(c.points);
  }
  return text + list_text("Only in A:", c.only_a) + list_text("Only in B:", c.only_b) +
         list_text("Without a result in A or B:", c.unfinished);
}

Json sweep_comparison_json(const SweepComparison& c) {
  Json points = Json::array();
  for (const PointComparison& point : c.points) {
    Json settings = Json::object();
    for (const FlatSetting& setting : point.settings) settings[setting.key] = setting.value;
    points.push_back({{"settings", std::move(settings)}, {"runs", comparison_json(point.runs)}});
  }
  return {{"a", c.folder_a},           {"b", c.folder_b},       {"identical", c.identical()},
          {"points", points},          {"only_in_a", c.only_a}, {"only_in_b", c.only_b},
          {"unfinished", c.unfinished}};
}

std::string sweep_comparison_csv(const SweepComparison& c) {
  std::string csv =
      "settings,step_a_ps,step_b_ps,difference_ps,hbm_a_bytes,hbm_b_bytes,"
      "hbm_difference_bytes,weights_ps,append_ps,indexer_ps,gather_ps,attention_ps,"
      "not_attributed_ps\n";
  for (const PointComparison& point : c.points) {
    const WholeSplit step = step_split(point.runs, 1e-6);
    const WholeSplit bytes = byte_split(point.runs, 1);
    csv += fmt::format("{},{},{},{},{},{},{}", csv_field(settings_text(point.settings)),
                       step.total.a, step.total.b, step.total.difference(), bytes.total.a,
                       bytes.total.b, bytes.total.difference());
    for (std::size_t i = 0; i < 6; ++i) {
      csv += fmt::format(",{}", i < step.parts.size() ? step.parts[i].difference() : 0);
    }
    csv += "\n";
  }
  return csv;
}

}  // namespace dsavp

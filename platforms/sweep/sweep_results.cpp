#include "platforms/sweep/sweep_results.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "platforms/report/table.h"

namespace dsavp {
namespace {

RunFigures read_run(const std::string& folder) {
  const std::string path = folder + "/result.json";
  std::ifstream file(path);
  try {
    const nlohmann::json summary = nlohmann::json::parse(file).at("summary");
    RunFigures figures;
    figures.step_us = summary.at("step_time_us").at("mean");
    figures.step_p95_us = summary.at("step_time_us").at("p95");
    figures.gather_us = summary.at("gather_time_us").at("mean");
    figures.stalled_us = summary.at("time_us").at("attention_stalled");
    figures.hit_rate = summary.at("kv").at("hit_rate");
    figures.hbm_bytes_per_step =
        summary.at("hbm").at("bytes_read").get<double>() / summary.at("steps").get<double>();
    figures.hbm_utilisation = summary.at("hbm").at("utilisation");
    return figures;
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(path +
                             ": is no result of a run, remove its folder and run the sweep "
                             "again (" +
                             error.what() + ")");
  }
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

// Enough of a key's end to tell it from the others.
std::string short_key(const std::string& key, const SweepPoint& point) {
  for (std::size_t dot = key.rfind('.'); dot != std::string::npos && dot > 0;
       dot = key.rfind('.', dot - 1)) {
    const std::string end = key.substr(dot);
    const auto ends_so = [&](const auto& setting) {
      return setting.first.size() >= end.size() &&
             setting.first.compare(setting.first.size() - end.size(), end.size(), end) == 0;
    };
    if (std::count_if(point.settings.begin(), point.settings.end(), ends_so) == 1) {
      return end.substr(1);
    }
  }
  return key;
}

}  // namespace

std::vector<PointFigures> read_figures(const SweepPlan& plan, const SweepFolder& folder) {
  std::map<std::string, RunFigures> runs;
  const auto figures_of = [&](const std::string& digest) -> const RunFigures& {
    const auto found = runs.find(digest);
    if (found != runs.end()) return found->second;
    return runs.emplace(digest, read_run(folder.run_path(digest))).first->second;
  };
  std::vector<PointFigures> rows;
  for (const SweepPoint& point : plan.points) {
    const auto missing = [&](const auto& baseline) { return !folder.finished(baseline.second); };
    if (!folder.finished(point.digest) ||
        std::any_of(point.baselines.begin(), point.baselines.end(), missing)) {
      continue;
    }
    PointFigures row{&point, figures_of(point.digest), {}};
    for (const auto& [word, digest] : point.baselines) {
      row.slowdown.push_back(row.run.step_us / figures_of(digest).step_us);
    }
    rows.push_back(row);
  }
  return rows;
}

std::string results_csv(const SweepPlan& plan, const std::vector<PointFigures>& rows) {
  std::string text = "digest";
  for (const auto& [key, value] : plan.points.front().settings) text += "," + csv_cell(key);
  text +=
      ",step_us,step_p95_us,gather_us,attention_stalled_us,hit_rate,hbm_bytes_per_step,"
      "hbm_utilisation";
  for (const Baseline* baseline : plan.spec.baselines)
    text += fmt::format(",slowdown_{}", baseline->word);
  text += '\n';
  for (const PointFigures& row : rows) {
    text += row.point->digest;
    for (const auto& [key, value] : row.point->settings) text += "," + csv_cell(value);
    const RunFigures& f = row.run;
    text += fmt::format(",{},{},{},{},{},{},{}", f.step_us, f.step_p95_us, f.gather_us,
                        f.stalled_us, f.hit_rate, f.hbm_bytes_per_step, f.hbm_utilisation);
    for (const double slowdown : row.slowdown) text += fmt::format(",{}", slowdown);
    text += '\n';
  }
  return text;
}

std::string results_table(const SweepPlan& plan, const std::vector<PointFigures>& rows) {
  std::vector<Table::Column> columns;
  const SweepPoint& first = plan.points.front();
  for (const auto& setting : first.settings) {
    columns.push_back({short_key(setting.first, first), Align::kRight});
  }
  for (const char* heading : {"step, us", "gather, us", "hits, %", "HBM, MB/step"}) {
    columns.push_back({heading, Align::kRight});
  }
  for (const Baseline* baseline : plan.spec.baselines) {
    columns.push_back({fmt::format("vs {}", baseline->word), Align::kRight});
  }
  Table table(std::move(columns));
  for (const PointFigures& row : rows) {
    std::vector<std::string> cells;
    for (const auto& setting : row.point->settings) cells.push_back(setting.second);
    cells.push_back(fmt::format("{:.2f}", row.run.step_us));
    cells.push_back(fmt::format("{:.2f}", row.run.gather_us));
    cells.push_back(fmt::format("{:.1f}", 100 * row.run.hit_rate));
    cells.push_back(fmt::format("{:.2f}", row.run.hbm_bytes_per_step / 1e6));
    for (const double slowdown : row.slowdown) cells.push_back(fmt::format("{:.4f}", slowdown));
    table.add(std::move(cells));
  }
  return table.text();
}

}  // namespace dsavp

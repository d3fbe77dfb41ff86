#include "platforms/commands/trace/curve_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <vector>

#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

struct Point {
  std::string sets;
  std::size_t granules;
};

std::vector<Point> tried_points(const CurveReport& report) {
  std::vector<Point> points;
  for (const std::size_t granules : report.capacities) {
    const auto tokens = static_cast<double>(granules * report.options.granule_tokens);
    points.push_back({fmt::format("{:.4g}", tokens / report.trace.top_k), granules});
  }
  return points;
}

std::vector<Point> round_points(const CurveReport& report) {
  struct Sets {
    const char* word;
    std::size_t sixteenths;
  };
  constexpr Sets kSets[] = {{"1/16", 1}, {"1/8", 2},  {"1/4", 4}, {"1/2", 8}, {"3/4", 12},
                            {"1", 16},   {"1.5", 24}, {"2", 32},  {"4", 64},  {"8", 128}};
  const std::size_t largest = report.curve.largest_distance();
  std::vector<Point> points;
  for (const Sets& sets : kSets) {
    const std::size_t tokens = static_cast<std::size_t>(report.trace.top_k) * sets.sixteenths / 16;
    const std::size_t granules = tokens / report.options.granule_tokens;
    if (granules > 0 && granules < largest) points.push_back({sets.word, granules});
  }
  points.push_back({"all", largest});
  return points;
}

std::vector<Point> points_of(const CurveReport& report) {
  return report.capacities.empty() ? round_points(report) : tried_points(report);
}

std::size_t tokens_of(const CurveReport& report, std::size_t granules) {
  return granules * report.options.granule_tokens;
}

double rate(const CurveReport& report, std::int64_t hits) {
  return hit_rate(hits, report.curve.lookups());
}

std::string percent(const CurveReport& report, std::int64_t hits) {
  return hit_percent(hits, report.curve.lookups());
}

Json trial_json(const CurveReport& report, const ReplayResult& result) {
  Json json;
  json["hits"] = result.total.hits;
  json["hit_rate"] = rate(report, result.total.hits);
  for (const DirectoryCounters& layer : result.layers) {
    json["hits_of_layers"].push_back(layer.hits);
  }
  return json;
}

Json point_json(const CurveReport& report, const Point& point) {
  const std::int64_t hits = report.curve.hits(point.granules);
  Json json;
  json["sets"] = point.sets;
  json["capacity_tokens"] = tokens_of(report, point.granules);
  json["hits"] = hits;
  json["hit_rate"] = rate(report, hits);
  for (int layer = 0; layer < report.curve.layers(); ++layer) {
    json["hits_of_layers"].push_back(report.curve.hits(point.granules, layer));
  }
  return json;
}

Json points_json(const CurveReport& report) {
  Json json;
  const std::vector<Point> points = points_of(report);
  for (std::size_t i = 0; i < points.size(); ++i) {
    json.push_back(point_json(report, points[i]));
    for (const PolicyTrial& trial : report.trials) {
      json.back()["policies"][word_of(trial.policy)] = trial_json(report, trial.results[i]);
    }
  }
  return json;
}

std::vector<std::size_t> csv_capacities(const CurveReport& report) {
  std::vector<std::size_t> growing;
  for (std::size_t granules = 1; granules <= report.curve.largest_distance(); ++granules) {
    if (report.curve.hits(granules) > report.curve.hits(granules - 1)) growing.push_back(granules);
  }
  std::vector<std::size_t> all;
  std::set_union(growing.begin(), growing.end(), report.capacities.begin(), report.capacities.end(),
                 std::back_inserter(all));
  return all;
}

}  // namespace

std::string curve_heading(const CurveReport& report) {
  const LruCurveOptions& options = report.options;
  std::string policies = "LRU";
  for (const PolicyTrial& trial : report.trials) {
    policies += (policies == "LRU" ? " beside " : ", ") + std::string(word_of(trial.policy));
  }
  return fmt::format("{}; {} look-up, scope {}, granules of {}", policies, word_of(options.lookup),
                     word_of(options.scope), plural(options.granule_tokens, "token"));
}

std::string curve_table(const CurveReport& report) {
  std::vector<Table::Column> columns{{"sets of k", Align::kLeft},
                                     {"tokens per partition", Align::kRight},
                                     {"hits", Align::kRight},
                                     {"hits, %", Align::kRight}};
  for (const PolicyTrial& trial : report.trials) {
    columns.push_back({word_of(trial.policy), Align::kRight});
    columns.push_back({"hits, %", Align::kRight});
  }
  Table table(columns);
  const std::vector<Point> points = points_of(report);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t hits = report.curve.hits(points[i].granules);
    std::vector<std::string> cells{points[i].sets,
                                   std::to_string(tokens_of(report, points[i].granules)),
                                   std::to_string(hits), percent(report, hits)};
    for (const PolicyTrial& trial : report.trials) {
      cells.push_back(std::to_string(trial.results[i].total.hits));
      cells.push_back(percent(report, trial.results[i].total.hits));
    }
    table.add(std::move(cells));
  }
  return fmt::format("{}\n{}\n\n{}", trace_heading(report.trace, report.curve.lookups()),
                     curve_heading(report), table.text());
}

std::string curve_json(const CurveReport& report) {
  const LruCurve& curve = report.curve;
  Json json;
  json["trace"] = trace_json(report.trace);
  json["policy"] = word_of(PolicyKind::kLru);
  json["scope"] = word_of(report.options.scope);
  json["lookup"] = word_of(report.options.lookup);
  json["granule_tokens"] = report.options.granule_tokens;
  json["lookups"] = curve.lookups();
  json["points"] = points_json(report);
  std::vector<std::int64_t> hits;
  for (std::size_t granules = 0; granules <= curve.largest_distance(); ++granules) {
    hits.push_back(curve.hits(granules));
  }
  json["hits_of_granules"] = hits;
  // In one line, for the curve is long. A file's name may be any bytes; JSON is UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string curve_csv(const CurveReport& report) {
  std::string text = "capacity_tokens,hits";
  for (const PolicyTrial& trial : report.trials) text += fmt::format(",{}", word_of(trial.policy));
  text += "\n0,0" + std::string(report.trials.size(), ',') + "\n";
  const std::vector<std::size_t>& tried = report.capacities;
  for (const std::size_t granules : csv_capacities(report)) {
    text += fmt::format("{},{}", tokens_of(report, granules), report.curve.hits(granules));
    const auto found = std::lower_bound(tried.begin(), tried.end(), granules);
    for (const PolicyTrial& trial : report.trials) {
      text += ",";
      if (found == tried.end() || *found != granules) continue;
      const auto i = static_cast<std::size_t>(found - tried.begin());
      text += std::to_string(trial.results[i].total.hits);
    }
    text += "\n";
  }
  return text;
}

}  // namespace dsavp

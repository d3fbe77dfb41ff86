#include "platforms/commands/trace/curve_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "platforms/report/plot_style.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

struct Point {
  std::string sets;
  std::size_t granules;
};

std::vector<Point> points_of(const CurveReport& report) {
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

std::size_t tokens_of(const CurveReport& report, std::size_t granules) {
  return granules * report.options.granule_tokens;
}

double share(const CurveReport& report, std::size_t granules) {
  if (report.curve.lookups() == 0) return 0;
  return static_cast<double>(report.curve.hits(granules)) /
         static_cast<double>(report.curve.lookups());
}

std::string plural(std::int64_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string heading(const CurveReport& report) {
  const LruCurveOptions& options = report.options;
  return fmt::format("LRU, {} look-up, scope {}, granules of {}", word_of(options.lookup),
                     word_of(options.scope), plural(options.granule_tokens, "token"));
}

nlohmann::ordered_json point_json(const CurveReport& report, const Point& point) {
  nlohmann::ordered_json json;
  json["sets"] = point.sets;
  json["capacity_tokens"] = tokens_of(report, point.granules);
  json["hits"] = report.curve.hits(point.granules);
  json["hit_rate"] = share(report, point.granules);
  for (int layer = 0; layer < report.curve.layers(); ++layer) {
    json["hits_of_layers"].push_back(report.curve.hits(point.granules, layer));
  }
  return json;
}

// As many capacities as a plot can show, evenly apart on a logarithmic axis, from a small part of a
// set on: less room than that is of no use to anybody.
std::string plot_data(const CurveReport& report) {
  const std::size_t largest = std::max<std::size_t>(report.curve.largest_distance(), 1);
  const std::size_t part_of_set =
      static_cast<std::size_t>(report.trace.top_k) / 32 / report.options.granule_tokens;
  std::string data = "$curve << EOD\n";
  std::size_t granules = std::max<std::size_t>(part_of_set, 1);
  while (true) {
    granules = std::min(granules, largest);
    data += fmt::format("{} {:.4f}\n", tokens_of(report, granules), 100 * share(report, granules));
    if (granules == largest) return data + "EOD\n";
    granules += std::max<std::size_t>(1, granules / 64);
  }
}

}  // namespace

std::string curve_table(const CurveReport& report) {
  const TraceInfo& trace = report.trace;
  Table table({{"sets of k", Align::kLeft},
               {"tokens per partition", Align::kRight},
               {"hits", Align::kRight},
               {"hits, %", Align::kRight}});
  for (const Point& point : points_of(report)) {
    table.add({point.sets, std::to_string(tokens_of(report, point.granules)),
               std::to_string(report.curve.hits(point.granules)),
               fmt::format("{:.2f}", 100 * share(report, point.granules))});
  }
  return fmt::format("{}: {} of {} and {}, k = {}, {} look-ups\n{}\n\n{}", trace.path,
                     plural(trace.steps, "step"), plural(trace.layers, "layer"),
                     plural(trace.requests, "request"), trace.top_k, report.curve.lookups(),
                     heading(report), table.text());
}

std::string curve_json(const CurveReport& report) {
  const LruCurve& curve = report.curve;
  nlohmann::ordered_json json;
  json["trace"] = {{"file", report.trace.path},
                   {"steps", report.trace.steps},
                   {"layers", report.trace.layers},
                   {"requests", report.trace.requests},
                   {"top_k", report.trace.top_k}};
  json["policy"] = word_of(PolicyKind::kLru);
  json["scope"] = word_of(report.options.scope);
  json["lookup"] = word_of(report.options.lookup);
  json["granule_tokens"] = report.options.granule_tokens;
  json["lookups"] = curve.lookups();
  for (const Point& point : points_of(report)) json["points"].push_back(point_json(report, point));
  std::vector<std::int64_t> hits;
  for (std::size_t granules = 0; granules <= curve.largest_distance(); ++granules) {
    hits.push_back(curve.hits(granules));
  }
  json["hits_of_granules"] = hits;
  return json.dump() + "\n";
}

std::string curve_csv(const CurveReport& report) {
  std::string text = "capacity_tokens,hits\n0,0\n";
  std::int64_t before = 0;
  for (std::size_t granules = 1; granules <= report.curve.largest_distance(); ++granules) {
    const std::int64_t hits = report.curve.hits(granules);
    if (hits != before) text += fmt::format("{},{}\n", tokens_of(report, granules), hits);
    before = hits;
  }
  return text;
}

std::string curve_plot(const CurveReport& report, CurveCanvas canvas) {
  std::string script = plot_preamble() + plot_data(report);
  script += "unset key\nset logscale x 2\nset yrange [0:100]\n";
  script += "set xlabel 'tokens per partition'\nset ylabel 'hits, %'\n";
  if (canvas == CurveCanvas::kPicture) {
    const std::string name = report.trace.path.substr(report.trace.path.rfind('/') + 1);
    script += fmt::format("set title {} font ',13'\n", plot_text(name + ": " + heading(report)));
  } else {
    script += "unset grid\n";
  }
  return script + fmt::format("plot $curve using 1:2 with lines linewidth 2 linecolor rgb '{}'\n",
                              kModelColour);
}

}  // namespace dsavp

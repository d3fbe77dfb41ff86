#include "platforms/commands/trace/slowdown_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platforms/commands/trace/published_locality.h"
#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/plot_style.h"
#include "platforms/report/published_slowdown.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

// What follows from a row's counters.
struct Cost {
  double hit_rate;
  double misses_per_step;
  double stall_ms;
  double slowdown;
  std::optional<double> published;
};

Cost cost_of(const SlowdownReport& report, const SlowdownRow& row) {
  const auto steps = static_cast<double>(report.trace.steps - report.replay.uncounted_steps);
  const double misses = static_cast<double>(row.costed_misses) / steps;
  return {hit_rate(row.counters.hits, row.counters.lookups), misses,
          report.roofline.stall_ms(misses), report.roofline.slowdown(misses),
          published_slowdown(row.capacity_bytes)};
}

double megabytes(Bytes bytes) {
  return static_cast<double>(bytes) / static_cast<double>(kMegabyte);
}

std::string machine_text(const SlowdownReport& report) {
  return plural(report.machine.layers, "layer") + " x " +
         plural(report.machine.requests, "request");
}

bool has_several_policies(const SlowdownReport& report) {
  return report.policies.size() > 1;
}

std::string reservation_text(const SlowdownReport& report) {
  const ReservationConfig& r = report.reservation;
  std::string text =
      fmt::format("{} ({}), ", plural(static_cast<std::int64_t>(report.partitions), "partition"),
                  word_of(r.scope));
  if (!has_several_policies(report)) text += fmt::format("{}, ", word_of(report.policies.front()));
  text += fmt::format("{} look-up", word_of(r.lookup));
  if (r.granule_tokens > 1) text += fmt::format(", pages of {} tokens", r.granule_tokens);
  return text;
}

std::string miss_text(const SlowdownReport& report) {
  const std::uint32_t tokens = report.replay.miss_page_tokens;
  return tokens == 1 ? "a miss" : fmt::format("for missed tokens of a page of {}", tokens);
}

std::string roofline_text(const SlowdownReport& report) {
  const MissRoofline& roofline = report.roofline;
  return fmt::format("{:g} ms a step without misses, {:g} ns {}, {} at a time", roofline.step_ms,
                     roofline.miss_ns, miss_text(report), roofline.misses_at_a_time);
}

std::string heading(const SlowdownReport& report) {
  std::string steps = plural(report.trace.steps, "step");
  if (report.replay.uncounted_steps > 0) {
    steps += fmt::format(", the first {} not counted", report.replay.uncounted_steps);
  }
  return fmt::format("{}: k = {}, {}\n{}, tokens of {} B\n{}\n{}\n", trace_file_name(report.trace),
                     report.trace.top_k, steps, machine_text(report), report.token_bytes,
                     reservation_text(report), roofline_text(report));
}

std::vector<std::string> row_cells(const SlowdownReport& report, const SlowdownRow& row) {
  const Cost cost = cost_of(report, row);
  return {fmt::format("{:.6g}", megabytes(row.capacity_bytes)),
          std::to_string(row.partition_tokens),
          fmt::format("{:.2f}", 100 * cost.hit_rate),
          fmt::format("{:.1f}", cost.misses_per_step),
          fmt::format("{:.3f}", cost.stall_ms),
          fmt::format("{:.3f}", cost.slowdown),
          cost.published ? fmt::format("{:.2f}", *cost.published) : "-"};
}

Json row_json(const SlowdownReport& report, const SlowdownRow& row) {
  const Cost cost = cost_of(report, row);
  return {{"policy", word_of(row.policy)},
          {"capacity_bytes", row.capacity_bytes},
          {"partition_tokens", row.partition_tokens},
          {"lookups", row.counters.lookups},
          {"hits", row.counters.hits},
          {"misses", row.counters.misses},
          {"fetches", row.counters.fetches},
          {"hit_rate", cost.hit_rate},
          {"misses_per_step", cost.misses_per_step},
          {"stall_ms_per_step", cost.stall_ms},
          {"slowdown", cost.slowdown},
          {"published_slowdown", cost.published ? Json(*cost.published) : Json()}};
}

// A block of points for each policy, then the published ones.
std::string plot_data(const SlowdownReport& report) {
  std::vector<SlowdownRow> rows = report.rows;
  std::sort(rows.begin(), rows.end(), [](const SlowdownRow& a, const SlowdownRow& b) {
    return a.capacity_bytes < b.capacity_bytes;
  });
  std::string data;
  for (std::size_t i = 0; i < report.policies.size(); ++i) {
    data += fmt::format("$policy{} << EOD\n", i);
    for (const SlowdownRow& row : rows) {
      if (row.policy != report.policies[i]) continue;
      data += fmt::format("{:.6g} {:.6g}\n", megabytes(row.capacity_bytes),
                          cost_of(report, row).slowdown);
    }
    data += "EOD\n";
  }
  data += "$published << EOD\n";
  for (const PublishedSlowdown& p : kPublishedSlowdown) {
    data += fmt::format("{:.6g} {:.6g}\n", megabytes(p.capacity_bytes), p.slowdown);
  }
  return data + "EOD\n";
}

std::string plot_series(const SlowdownReport& report) {
  std::string plot = "plot ";
  for (std::size_t i = 0; i < report.policies.size(); ++i) {
    const char* title = has_several_policies(report) ? word_of(report.policies[i]) : "this trace";
    plot += fmt::format(
        "$policy{} using 1:2 with linespoints pointtype {} pointsize 0.7 linewidth 2 "
        "linecolor rgb '{}' title '{}', \\\n     ",
        i, series_mark(i), i == 0 ? kModelColour : series_colour(i - 1), title);
  }
  return plot + fmt::format(
                    "$published using 1:2 with points pointtype 6 pointsize 1.2 linewidth 2 "
                    "linecolor rgb '{}' title {}\n",
                    kReferenceColour, plot_text(fmt::format("{}, table 4", kLevy)));
}

}  // namespace

std::string slowdown_table(const SlowdownReport& report) {
  std::vector<Table::Column> columns{{"reserved, MB", Align::kRight},
                                     {"tokens per partition", Align::kRight},
                                     {"hits, %", Align::kRight},
                                     {"misses per step", Align::kRight},
                                     {"stall, ms per step", Align::kRight},
                                     {"slowdown", Align::kRight},
                                     {"published", Align::kRight}};
  if (has_several_policies(report)) columns.insert(columns.begin(), {"policy", Align::kLeft});
  Table table(columns);
  for (const SlowdownRow& row : report.rows) {
    std::vector<std::string> cells = row_cells(report, row);
    if (has_several_policies(report)) cells.insert(cells.begin(), word_of(row.policy));
    table.add(std::move(cells));
  }
  return heading(report) + "\n" + table.text() +
         fmt::format(
             "\n  Published: {}, table 4: 20 layers, batch 8, 200 ns a miss; k and page size are "
             "not stated.\n  That it is relative to a step of 10 ms is our reading.\n",
             kLevy);
}

std::string slowdown_json(const SlowdownReport& report) {
  const ReservationConfig& r = report.reservation;
  Json json;
  json["trace"] = {{"file", trace_file_name(report.trace)},
                   {"steps", report.trace.steps},
                   {"top_k", report.trace.top_k}};
  json["uncounted_steps"] = report.replay.uncounted_steps;
  json["machine"] = {{"layers", report.machine.layers},
                     {"requests", report.machine.requests},
                     {"token_bytes", report.token_bytes}};
  json["reservation"] = {{"partitions", report.partitions},
                         {"scope", word_of(r.scope)},
                         {"lookup", word_of(r.lookup)},
                         {"granule_tokens", r.granule_tokens}};
  json["roofline"] = {{"step_ms", report.roofline.step_ms},
                      {"miss_ns", report.roofline.miss_ns},
                      {"misses_at_a_time", report.roofline.misses_at_a_time},
                      {"miss_page_tokens", report.replay.miss_page_tokens}};
  json["rows"] = Json::array();
  for (const SlowdownRow& row : report.rows) json["rows"].push_back(row_json(report, row));
  return json_text(json);
}

std::string slowdown_csv(const SlowdownReport& report) {
  std::string text =
      "policy,capacity_bytes,partition_tokens,lookups,hits,misses,fetches,hit_rate,misses_per_step,"
      "stall_ms_per_step,slowdown,published_slowdown\n";
  for (const SlowdownRow& row : report.rows) {
    const Cost cost = cost_of(report, row);
    const DirectoryCounters& c = row.counters;
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{}\n", word_of(row.policy),
                        row.capacity_bytes, row.partition_tokens, c.lookups, c.hits, c.misses,
                        c.fetches, cost.hit_rate, cost.misses_per_step, cost.stall_ms,
                        cost.slowdown, cost.published ? fmt::format("{}", *cost.published) : "");
  }
  return text;
}

std::string slowdown_plot(const SlowdownReport& report) {
  std::string script = plot_preamble() + plot_data(report);
  Bytes most = kPublishedSlowdown.back().capacity_bytes;
  for (const SlowdownRow& row : report.rows) most = std::max(most, row.capacity_bytes);
  // Below the plot there is no room for many.
  if (!has_several_policies(report)) script += "set key outside below center horizontal\n";
  script += fmt::format("set xrange [{:.6g}:{:.6g}]\nset yrange [1:*]\n", -0.015 * megabytes(most),
                        1.03 * megabytes(most));
  script += "set offsets 0, 0, graph 0.05, 0\n";
  script += "set xlabel 'reserved part of the LLC, MB'\nset ylabel 'slowdown of a decode step'\n";
  script += fmt::format("set title \"{}\\n{{/*0.85 {}}}\\n{{/*0.85 {}}}\" font ',13'\n",
                        plot_words(fmt::format("{}, k = {}, {}", trace_file_name(report.trace),
                                               report.trace.top_k, machine_text(report))),
                        plot_words(reservation_text(report)), plot_words(roofline_text(report)));
  return script + plot_series(report);
}

}  // namespace dsavp

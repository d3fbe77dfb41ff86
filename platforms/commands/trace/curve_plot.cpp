#include "platforms/commands/trace/curve_plot.h"

#include <fmt/format.h>

#include <algorithm>

#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/plot_style.h"

namespace dsavp {
namespace {

std::string line_of(const CurveReport& report, std::size_t granules, std::int64_t hits) {
  return fmt::format("{} {:.4f}\n", granules * report.options.granule_tokens,
                     100 * hit_rate(hits, report.curve.lookups()));
}

// As many capacities as a plot can show, evenly apart on a logarithmic axis, from a small part of a
// set on: less room than that is of no use to anybody, unless it is asked for.
std::string curve_data(const CurveReport& report) {
  const std::vector<std::size_t>& asked = report.capacities;
  std::size_t granules =
      static_cast<std::size_t>(report.trace.top_k) / 32 / report.options.granule_tokens;
  std::size_t last = report.curve.largest_distance();
  if (!asked.empty()) {
    granules = std::min(granules, asked.front());
    last = std::max(last, asked.back());
  }
  granules = std::max<std::size_t>(granules, 1);
  last = std::max<std::size_t>(last, 1);
  std::string data = "$curve << EOD\n";
  while (true) {
    granules = std::min(granules, last);
    data += line_of(report, granules, report.curve.hits(granules));
    if (granules == last) return data + "EOD\n";
    granules += std::max<std::size_t>(1, granules / 64);
  }
}

std::string trial_data(const CurveReport& report, std::size_t trial) {
  std::string data = fmt::format("$trial{} << EOD\n", trial);
  for (std::size_t i = 0; i < report.capacities.size(); ++i) {
    data += line_of(report, report.capacities[i], report.trials[trial].results[i].total.hits);
  }
  return data + "EOD\n";
}

// In characters, letters.
int mark_of(std::size_t trial, CurveCanvas canvas) {
  if (canvas == CurveCanvas::kTerminal) return static_cast<int>(trial) + 1;
  return series_mark(trial);
}

std::string series(const CurveReport& report, CurveCanvas canvas) {
  std::string plot = fmt::format(
      "plot $curve using 1:2 with lines linewidth 2 linecolor rgb '{}' title 'lru'", kModelColour);
  for (std::size_t i = 0; i < report.trials.size(); ++i) {
    plot += fmt::format(
        ", $trial{} using 1:2 with points pointtype {} pointsize 0.8 linecolor rgb '{}' title {}",
        i, mark_of(i, canvas), series_colour(i), plot_text(word_of(report.trials[i].policy)));
  }
  return plot + "\n";
}

}  // namespace

std::string curve_plot(const CurveReport& report, CurveCanvas canvas) {
  std::string script = plot_preamble() + curve_data(report);
  for (std::size_t i = 0; i < report.trials.size(); ++i) script += trial_data(report, i);
  script += report.trials.empty() ? "unset key\n" : "set key inside bottom right\n";
  script += "set logscale x 2\nset yrange [0:100]\n";
  script += "set xlabel 'tokens per partition'\nset ylabel 'hits, %'\n";
  if (canvas == CurveCanvas::kPicture) {
    const std::string title = trace_file_name(report.trace) + ": " + curve_heading(report);
    script += fmt::format("set title {} font ',13'\n", plot_text(title));
  } else {
    script += "unset grid\n";
  }
  return script + series(report, canvas);
}

}  // namespace dsavp

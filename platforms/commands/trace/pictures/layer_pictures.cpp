#include <fmt/format.h>

#include "platforms/commands/trace/pictures/picture_text.h"
#include "platforms/commands/trace/pictures/trace_pictures.h"
#include "platforms/report/plot_style.h"

namespace dsavp {
namespace {

struct Panel {
  const char* metric;
  const char* label;
  LocalityFigure LocalityStatistics::*figure;
};

constexpr Panel kPanels[] = {
    {"working set", "working set of 50 steps / k", &LocalityStatistics::working_set},
    {"persistence", "persistence, steps", &LocalityStatistics::persistence},
    {"lookback", "lookback / k", &LocalityStatistics::lookback},
    {"new lookups", "new look-ups / k", &LocalityStatistics::new_lookups},
    {"inter-layer", "shared with the layer before / k", &LocalityStatistics::inter_layer},
};

const std::string kMeanStyle = fmt::format(
    "with linespoints pointtype 7 pointsize 0.5 linewidth 1.6 linecolor rgb '{}'", kModelColour);
const std::string kP95Style =
    fmt::format("with linespoints pointtype 6 pointsize 0.5 linewidth 1 linecolor rgb '{}'",
                kSecondModelColour);
const std::string kPublishedStyle =
    fmt::format("with lines linewidth 1.6 dashtype 2 linecolor rgb '{}'", kReferenceColour);

std::string panel_script(const Panel& panel, std::size_t number, const LocalityReport& report) {
  std::vector<std::string> lines;
  for (std::size_t layer = 0; layer < report.layers.size(); ++layer) {
    const LocalityFigure& figure = report.layers[layer].*panel.figure;
    if (figure.samples == 0) continue;
    lines.push_back(fmt::format("{} {:.6g} {:.6g}", layer, figure.mean, figure.p95));
  }
  // So that a metric without samples, as of a trace of one step, has an empty panel.
  if (lines.empty()) lines.emplace_back("0 NaN NaN");
  const std::string name = fmt::format("panel{}", number);
  return data_block_of(name, lines) + fmt::format("set ylabel '{}' offset 1,0\n", panel.label) +
         fmt::format("plot ${0} using 1:2 {1}, ${0} using 1:3 {2}, {3} {4}\n", name, kMeanStyle,
                     kP95Style, published_by_levy(panel.metric).mean, kPublishedStyle);
}

// The cell of the sixth panel.
std::string key_script() {
  return "unset border\nunset tics\nunset grid\nunset xlabel\nunset ylabel\n"
         "set key at graph 0.1,0.75 left top\nset yrange [0:1]\n" +
         fmt::format("plot NaN {} title 'mean', NaN {} title 'P95', NaN {} title {}\n", kMeanStyle,
                     kP95Style, kPublishedStyle, plot_text(fmt::format("mean, {}", kLevy)));
}

}  // namespace

Picture layers_picture(const TraceInfo& trace, const LocalityReport& report) {
  std::string script = plot_preamble();
  script += title_line(trace, "locality of each layer",
                       "set multiplot layout 2,3 margins "
                       "0.065,0.985,0.11,0.87 spacing 0.075,0.14");
  script += fmt::format("unset key\nset xlabel 'layer' offset 0,0.5\nset xrange [-0.5:{}.5]\n",
                        report.layers.size() - 1);
  script += "set yrange [0:*]\nset offsets 0, 0, graph 0.08, 0\n";
  std::size_t number = 0;
  for (const Panel& panel : kPanels) script += panel_script(panel, number++, report);
  script += key_script() + "unset multiplot\n";
  return {"layers", "Working set, persistence, lookback, new look-ups and overlap of each layer.",
          script, 1000, 560};
}

Picture page_use_picture(const TraceInfo& trace, const LocalityReport& report) {
  std::string script = plot_preamble();
  const auto block = [&script](const std::string& name, const LocalityStatistics& statistics) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < kPageTokens.size(); ++i) {
      lines.push_back(fmt::format("{} {:.6g}", kPageTokens[i], 100 * statistics.page_use[i].mean));
    }
    script += data_block_of(name, lines);
  };
  block("whole", report.whole);
  for (std::size_t layer = 0; layer < report.layers.size(); ++layer) {
    block(fmt::format("layer{}", layer), report.layers[layer]);
  }
  script += title_line(trace, "how much of a fetched page is used");
  script +=
      "set logscale x 2\nset xrange [7:73]\nset xtics (8, 16, 32, 64)\nset yrange [0:*]\n"
      "set offsets 0, 0, graph 0.05, 0\nset key inside right top\n"
      "set xlabel 'tokens of a page'\nset ylabel 'tokens of the page that are chosen, %'\nplot ";
  for (std::size_t layer = 0; layer < report.layers.size(); ++layer) {
    script += fmt::format("$layer{} using 1:2 with lines linewidth 1 linecolor rgb '{}' {}, \\\n",
                          layer, kSecondModelColour, layer == 0 ? "title 'each layer'" : "notitle");
  }
  script += fmt::format(
      "$whole using 1:2 with linespoints pointtype 7 pointsize 0.8 linewidth 3 linecolor rgb '{}' "
      "title 'mean', \\\n{} {} title {}\n",
      kModelColour, 100 * published_by_levy("page use").mean, kPublishedStyle,
      plot_text(fmt::format("{}, page size not stated", kLevy)));
  return {"page-use", "Share of a fetched page that is used, by the size of pages.", script, 720,
          460};
}

}  // namespace dsavp

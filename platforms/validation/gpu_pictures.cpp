#include "platforms/validation/gpu_pictures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "platforms/report/plot_style.h"
#include "platforms/validation/size_text.h"

namespace dsavp {
namespace {

struct Point {
  GatherLineConfig line;
  double model_us;
  double error;
};

// One curve: the points whose `y` belongs together, as a data block `$name`.
struct Series {
  std::string name;
  std::string label;
  std::size_t colour;
};

std::vector<Point> points_of(const GpuFigures& figures, const SuiteReport& report,
                             GatherSource source) {
  std::vector<Point> points;
  for (std::size_t i = 0; i < figures.gathers.size(); ++i) {
    const Figure& figure = report.lines[i].figures.front();
    if (figures.gathers[i].source != source) continue;
    points.push_back({figures.gathers[i], figure.model, figure.error().value_or(0)});
  }
  return points;
}

// The pool that most lines are of.
std::vector<Point> of_largest_footprint(std::vector<Point> points) {
  Bytes largest = 0;
  for (const Point& point : points) largest = std::max(largest, point.line.footprint);
  points.erase(std::remove_if(points.begin(), points.end(),
                              [&](const Point& p) { return p.line.footprint != largest; }),
               points.end());
  return points;
}

template <class Key>
std::set<std::int64_t> distinct(const std::vector<Point>& points, Key key) {
  std::set<std::int64_t> values;
  for (const Point& point : points) values.insert(key(point));
  return values;
}

std::int64_t token_bytes_of(const Point& point) {
  return static_cast<std::int64_t>(point.line.token_bytes);
}
std::int64_t tokens_of(const Point& point) {
  return point.line.tokens;
}

template <class Takes, class X>
std::string data_block(const std::string& name, const std::vector<Point>& points, Takes takes,
                       X x) {
  std::string block = "$" + name + " << EOD\n";
  for (const Point& point : points) {
    if (!takes(point)) continue;
    block += fmt::format("{:.6g} {:.6g} {:.6g}\n", x(point), point.line.time_us, point.model_us);
  }
  return block + "EOD\n";
}

// The measured as points, the model's as a line of the same colour; one entry in the key for each
// colour, and one for each of the two.
std::string curves(const std::vector<Series>& series, bool with_key) {
  std::string plot = "plot ";
  for (const Series& s : series) {
    plot += fmt::format(
        "${0} using 1:3 with lines linewidth 1.6 linecolor rgb '{1}' {2}, \\\n"
        "     ${0} using 1:2 with points pointtype 7 pointsize 0.55 linecolor rgb '{1}' notitle, "
        "\\\n     ",
        s.name, series_colour(s.colour), with_key ? "title " + plot_text(s.label) : "notitle");
  }
  if (with_key) {
    plot +=
        "NaN with points pointtype 7 pointsize 0.55 linecolor rgb 'black' title 'measured', \\\n"
        "     NaN with lines linewidth 1.6 linecolor rgb 'black' title 'model'\n";
  } else {
    plot += "NaN notitle\n";
  }
  return plot;
}

// A range that holds all of the values, with some room on a logarithmic axis.
template <class Value>
std::string log_range(const std::vector<Point>& points, Value value) {
  double least = value(points.front()).first;
  double most = least;
  for (const Point& point : points) {
    const auto [low, high] = value(point);
    least = std::min(least, low);
    most = std::max(most, high);
  }
  return fmt::format("[{:.6g}:{:.6g}]", least / 1.15, most * 1.15);
}

std::pair<double, double> times_of(const Point& point) {
  return std::minmax(point.line.time_us, point.model_us);
}

// ---- from memory: time over the number of tokens, a curve per token size ---------------------

Picture memory_picture(const SuiteReport& report, const std::vector<Point>& points) {
  std::string script = plot_preamble();
  std::vector<Series> series;
  for (const std::int64_t bytes : distinct(points, token_bytes_of)) {
    const std::string name = fmt::format("b{}", bytes);
    script += data_block(
        name, points, [&](const Point& p) { return token_bytes_of(p) == bytes; },
        [](const Point& p) { return static_cast<double>(p.line.tokens); });
    series.push_back({name, size_text(static_cast<Bytes>(bytes)), series.size()});
  }
  std::reverse(series.begin(), series.end());  // the key in the curves' order
  script += fmt::format("set title {} font ',13'\n",
                        plot_text(report.title + ": gathers from HBM, by bytes of a token"));
  script += "set logscale x\nset logscale y\nset xrange " +
            log_range(points,
                      [](const Point& p) {
                        return std::pair(static_cast<double>(p.line.tokens), double(p.line.tokens));
                      }) +
            "\nset yrange " + log_range(points, times_of) + "\n";
  script +=
      "set xlabel 'tokens of one gather'\n"
      "set ylabel 'time of one gather, us'\nset format x '%.0f'\n"
      "set xtics (256, 1024, 4096, 16384, 65536, 262144)\n"
      "set ytics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)\n";
  return {report.file.name + "-gather-hbm",
          "Time of one gather from HBM: measured (points) and the model's (lines).",
          script + curves(series, true), 900, 560};
}

// ---- from the LLC: time over the footprint, a panel per token size ---------------------------

std::string llc_panel(const std::vector<Point>& points, std::int64_t bytes, bool with_key) {
  std::string script;
  std::vector<Series> series;
  for (const std::int64_t tokens : distinct(points, tokens_of)) {
    const std::string name = fmt::format("b{}t{}", bytes, tokens);
    script += data_block(
        name, points,
        [&](const Point& p) { return token_bytes_of(p) == bytes && p.line.tokens == tokens; },
        [](const Point& p) { return static_cast<double>(p.line.footprint) / double(kMiB); });
    series.push_back({name, fmt::format("{} tokens", tokens), series.size()});
  }
  std::reverse(series.begin(), series.end());
  script += fmt::format("set title 'tokens of {}'\n", size_text(static_cast<Bytes>(bytes)));
  return script + (with_key ? "set key\n" : "unset key\n") + curves(series, with_key);
}

Picture llc_picture(const SuiteReport& report, const std::vector<Point>& points) {
  const auto sizes = distinct(points, token_bytes_of);
  std::string script = plot_preamble();
  script +=
      "set logscale y\nset ytics (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)\n"
      "set xrange [0:*]\nset offsets 0,4,0,0\nset xlabel 'footprint, MiB'\n"
      "set ylabel 'time of one gather, us'\n";
  script += "set yrange " + log_range(points, times_of) + "\n";
  script += fmt::format("set multiplot title {} font ',13'\n",
                        plot_text(report.title + ": gathers from a warm L2"));
  // Panels side by side, with room for the key to the right of the last.
  constexpr double kLeft = 0.065;
  constexpr double kKeyWidth = 0.155;
  const double pitch = (1 - kLeft - kKeyWidth) / static_cast<double>(sizes.size());
  std::size_t panel = 0;
  for (const std::int64_t bytes : sizes) {
    const double left = kLeft + static_cast<double>(panel) * pitch;
    script += fmt::format(
        "set lmargin at screen {:.4f}\nset rmargin at screen {:.4f}\n"
        "set tmargin at screen 0.84\nset bmargin at screen 0.15\n",
        left, left + pitch - 0.025);
    if (panel == 1) script += "unset ylabel\nset format y ''\n";
    ++panel;
    script += llc_panel(points, bytes, panel == sizes.size());
  }
  return {report.file.name + "-gather-l2",
          "Time of one gather from a warm L2, by footprint: measured (points) and the model's "
          "(lines).",
          script + "unset multiplot\n", 1000, 420};
}

// ---- errors: how many lines have which ---------------------------------------------------------

constexpr double kBinPercent = 2;
constexpr double kLastBin = 30;  // what is further off is counted here

std::string histogram_block(const std::string& name, const std::vector<Point>& points) {
  std::map<int, int> bins;
  for (const Point& point : points) {
    const double percent = std::clamp(100 * point.error, -kLastBin, kLastBin);
    ++bins[static_cast<int>(std::lround(percent / kBinPercent))];
  }
  std::string block = "$" + name + " << EOD\n";
  const int last = static_cast<int>(kLastBin / kBinPercent);
  for (int bin = -last; bin <= last; ++bin) {
    block += fmt::format("{} {}\n", bin * kBinPercent, bins[bin]);
  }
  return block + "EOD\n";
}

Picture error_picture(const SuiteReport& report, const std::vector<Point>& memory,
                      const std::vector<Point>& llc) {
  std::string script =
      plot_preamble() + histogram_block("hbm", memory) + histogram_block("l2", llc);
  script += fmt::format("set title {} font ',13'\n",
                        plot_text(report.title + ": errors of the gathers' times"));
  script +=
      "set xlabel 'error of the model, % (the outermost bars hold all that is further off)'\n"
      "set ylabel 'lines'\nset style fill solid noborder\nset xrange [-31:31]\n"
      "set xtics -30,10\nset yrange [0:*]\nset offsets 0,0,1,0\n";
  script += fmt::format(
      "plot $hbm using ($1-0.42):2:(0.8) with boxes linecolor rgb '{}' title 'from HBM', \\\n"
      "     $l2 using ($1+0.42):2:(0.8) with boxes linecolor rgb '{}' title 'from L2'\n",
      kModelColour, kSecondModelColour);
  return {report.file.name + "-errors", "Errors of all gathers, in bins of 2 %.", script, 900, 360};
}

}  // namespace

std::vector<Picture> gpu_pictures(const GpuFigures& figures, const SuiteReport& report) {
  const auto memory = points_of(figures, report, GatherSource::kHbm);
  const auto llc = points_of(figures, report, GatherSource::kLlc);
  std::vector<Picture> pictures;
  if (!memory.empty()) pictures.push_back(memory_picture(report, of_largest_footprint(memory)));
  if (!llc.empty()) pictures.push_back(llc_picture(report, llc));
  pictures.push_back(error_picture(report, memory, llc));
  return pictures;
}

}  // namespace dsavp

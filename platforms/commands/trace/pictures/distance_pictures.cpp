#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "platforms/commands/trace/pictures/picture_text.h"
#include "platforms/commands/trace/pictures/trace_pictures.h"
#include "platforms/report/plot_style.h"

namespace dsavp {
namespace {

// Distances at which a curve of so many is drawn: each small one, and then evenly apart on a
// logarithmic axis.
std::vector<std::size_t> drawn_distances(std::size_t largest) {
  std::vector<std::size_t> distances;
  for (std::size_t d = 1; d < largest; d += std::max<std::size_t>(1, d / 64)) {
    distances.push_back(d);
  }
  distances.push_back(std::max<std::size_t>(largest, 1));
  return distances;
}

std::vector<std::string> lookback_lines(const CountHistogram& lookback, int top_k) {
  const std::vector<std::uint64_t>& counts = lookback.counts();
  std::vector<std::uint64_t> up_to(counts.size());
  std::partial_sum(counts.begin(), counts.end(), up_to.begin());
  std::vector<std::string> lines;
  for (const std::size_t d : drawn_distances(counts.size() - 1)) {
    const std::uint64_t tokens = up_to[std::min(d, up_to.size() - 1)];
    lines.push_back(
        fmt::format("{:.6g} {:.6g}", static_cast<double>(d) / top_k,
                    100.0 * static_cast<double>(tokens) / static_cast<double>(up_to.back())));
  }
  return lines;
}

std::vector<std::string> reuse_lines(const LruCurve& lru, int top_k) {
  std::vector<std::string> lines;
  for (const std::size_t d : drawn_distances(lru.largest_distance())) {
    const std::int64_t hits = lru.hits(std::min(d, lru.largest_distance()));
    lines.push_back(
        fmt::format("{:.6g} {:.6g}", static_cast<double>(d) / top_k,
                    100.0 * static_cast<double>(hits) / static_cast<double>(lru.lookups())));
  }
  return lines;
}

}  // namespace

Picture working_set_picture(const TraceInfo& trace, const WorkingSetCurves& curves) {
  std::string script = plot_preamble();
  const auto block = [&script](const std::string& name, const WorkingSetCurve& curve) {
    std::vector<std::string> lines;
    for (std::size_t w = 1; w <= curve.size(); ++w) {
      lines.push_back(fmt::format("{} {:.6g}", w, curve[w - 1]));
    }
    script += data_block_of(name, lines);
  };
  block("mean", curves.mean);
  for (std::size_t layer = 0; layer < curves.layers.size(); ++layer) {
    block(fmt::format("layer{}", layer), curves.layers[layer]);
  }
  script += data_block_of(
      "published", {fmt::format("{} {}", kWorkingSetSteps, published_by_levy("working set").mean)});
  script += title_line(trace, "tokens that are chosen within a window of consecutive decode steps");
  script += fmt::format("set xrange [0:{}]\nset yrange [0:*]\nset key inside left top\n",
                        std::max<std::size_t>(curves.mean.size(), kWorkingSetSteps));
  script += "set xlabel 'steps of the window'\nset ylabel 'working set / k'\nplot ";
  for (std::size_t layer = 0; layer < curves.layers.size(); ++layer) {
    script += fmt::format("$layer{} using 1:2 with lines linewidth 1 linecolor rgb '{}' {}, \\\n",
                          layer, kSecondModelColour, layer == 0 ? "title 'each layer'" : "notitle");
  }
  script += fmt::format(
      "$mean using 1:2 with lines linewidth 3 linecolor rgb '{}' title 'mean of layers', \\\n"
      "$published using 1:2 with points pointtype 6 pointsize 1.3 linewidth 2 linecolor rgb '{}' "
      "title {}\n",
      kModelColour, kReferenceColour, plot_text(kLevy));
  return {"working-set", "Working set against the number of consecutive steps.", script, 760, 480};
}

Picture lookback_picture(const TraceInfo& trace, const CountHistogram& lookback,
                         const LruCurve& lru) {
  std::string script = plot_preamble();
  script += data_block_of("lookback", lookback_lines(lookback, trace.top_k));
  script += data_block_of("reuse", reuse_lines(lru, trace.top_k));
  const double published = published_by_levy("lookback").p95.value_or(0);
  script += data_block_of("published", {fmt::format("{} 95", published)});
  script += title_line(trace, "how far back look-ups reach, and the LRU capacity that holds them");
  const double furthest =
      std::max(published, static_cast<double>(lookback.counts().size()) / trace.top_k);
  script += fmt::format("set logscale x 2\nset xrange [{:.6g}:{:.6g}]\nset yrange [0:100]\n",
                        1.0 / 32, 1.1 * furthest);
  script +=
      "set xtics ('1/32' 0.03125, '1/16' 0.0625, '1/8' 0.125, '1/4' 0.25, '1/2' 0.5, 1, 2, 4, 8, "
      "16, 32, 64, 128, 256, 512, 1024)\n"
      "set key outside below center horizontal\nset xlabel 'distance / k'\n"
      "set ylabel 'look-ups within the distance, %'\n";
  script += fmt::format(
      "plot $lookback using 1:2 with lines linewidth 2.5 linecolor rgb '{}' title 'lookback', \\\n"
      "$reuse using 1:2 with lines linewidth 2.5 linecolor rgb '{}' title 'reuse (LRU, step "
      "look-up)', \\\n"
      "$published using 1:2 with points pointtype 6 pointsize 1.3 linewidth 2 linecolor rgb '{}' "
      "title {}\n",
      series_colour(0), series_colour(1), kReferenceColour,
      plot_text(fmt::format("P95 of lookback, {}", kLevy)));
  return {"lookback", "Cumulative distributions of lookback and of reuse distance.", script, 760,
          480};
}

}  // namespace dsavp

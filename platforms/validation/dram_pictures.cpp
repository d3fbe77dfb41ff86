#include "platforms/validation/dram_pictures.h"

#include <fmt/format.h>

#include <algorithm>

#include "platforms/report/plot_style.h"

namespace dsavp {
namespace {

struct Row {
  std::string label;
  double reference;
  double model;
  std::string error;
};

std::vector<Row> rows_of(const SuiteReport& report, bool fractions) {
  std::vector<Row> rows;
  for (const Line& line : report.lines) {
    for (const Figure& figure : line.figures) {
      const bool is_fraction = figure.quantity == "fraction of peak";
      if (is_fraction != fractions || !figure.reference) continue;
      const std::size_t comma = figure.quantity.find(',');
      const std::string label =
          is_fraction ? line.name : line.name + ": " + figure.quantity.substr(0, comma);
      rows.push_back({label, *figure.reference, figure.model, error_text(figure)});
    }
  }
  return rows;
}

std::string data_block(const std::vector<Row>& rows) {
  std::string block = "$rows << EOD\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    block += fmt::format("{} {} {:.6g} {:.6g} {}\n", i, plot_text(rows[i].label), rows[i].reference,
                         rows[i].model, plot_text(rows[i].error));
  }
  return block + "EOD\n";
}

std::string axes(const SuiteReport& report, const std::vector<Row>& rows, const char* x_label) {
  return plot_preamble() + data_block(rows) +
         fmt::format("set title {} font ',13'\n", plot_text(report.title)) +
         fmt::format("set xlabel '{}'\n", x_label) + "set grid noytics\n" +
         fmt::format("set yrange [{}.6:-0.6]\n", rows.size() - 1);
}

int height_for(const std::vector<Row>& rows) {
  return 110 + 30 * static_cast<int>(rows.size());
}

Picture bandwidth_picture(const SuiteReport& report, const std::vector<Row>& rows) {
  std::string script = axes(report, rows, "fraction of peak bandwidth");
  script += "set xrange [0:1.1]\nset xtics 0,0.2,1\nset style fill solid noborder\n";
  script += fmt::format(
      "plot $rows using ($3/2):($1-0.18):($3/2):(0.17):ytic(2) with boxxyerror linecolor rgb '{}' "
      "title 'reference', \\\n"
      "     $rows using ($4/2):($1+0.18):($4/2):(0.17) with boxxyerror linecolor rgb '{}' title "
      "'model', \\\n"
      "     $rows using ($4>$3?$4:$3):1:5 with labels left offset 0.6,0 font ',10' notitle\n",
      kReferenceColour, kModelColour);
  return {report.file.name + "-bandwidth", "Share of the peak bandwidth, with the model's error.",
          script, 900, height_for(rows)};
}

Picture latency_picture(const SuiteReport& report, const std::vector<Row>& rows) {
  std::string script = axes(report, rows, "latency, ns");
  double least = rows.front().model;
  double most = rows.front().model;
  for (const Row& row : rows) {
    least = std::min({least, row.reference, row.model});
    most = std::max({most, row.reference, row.model});
  }
  script += fmt::format("set logscale x\nset xrange [{:.6g}:{:.6g}]\n", least / 1.3, most * 1.8);
  script += "set xtics (10, 20, 50, 100, 200, 500, 1000, 2000, 5000)\n";
  script += fmt::format(
      "plot $rows using 3:1:ytic(2) with points pointtype 6 pointsize 1.1 linewidth 2 linecolor "
      "rgb "
      "'{}' title 'reference', \\\n"
      "     $rows using 4:1 with points pointtype 7 pointsize 0.7 linecolor rgb '{}' title "
      "'model', "
      "\\\n"
      "     $rows using ($4>$3?$4:$3):1:5 with labels left offset 1.2,0 font ',10' notitle\n",
      kReferenceColour, kModelColour);
  return {report.file.name + "-latency", "Latencies, with the model's error.", script, 900,
          height_for(rows)};
}

}  // namespace

std::vector<Picture> dram_pictures(const SuiteReport& report) {
  std::vector<Picture> pictures;
  const std::vector<Row> fractions = rows_of(report, true);
  const std::vector<Row> latencies = rows_of(report, false);
  if (!fractions.empty()) pictures.push_back(bandwidth_picture(report, fractions));
  if (!latencies.empty()) pictures.push_back(latency_picture(report, latencies));
  return pictures;
}

}  // namespace dsavp

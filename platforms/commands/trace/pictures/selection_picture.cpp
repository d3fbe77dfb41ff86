#include <fmt/format.h>

#include "platforms/commands/trace/pictures/picture_text.h"
#include "platforms/commands/trace/pictures/trace_pictures.h"
#include "platforms/report/plot_style.h"

namespace dsavp {
namespace {

std::string cell_text(double share) {
  return share < 0 ? "NaN" : fmt::format("{:.4g}", 100 * share);
}

std::string matrix_block(const SelectionRaster& raster) {
  std::vector<std::string> lines;
  for (std::int64_t row = 0; row < raster.rows; ++row) {
    std::string line;
    for (std::int64_t column = 0; column < raster.columns; ++column) {
      line += (column == 0 ? "" : " ") + cell_text(raster.share(row, column));
    }
    lines.push_back(std::move(line));
  }
  return data_block_of("raster", lines);
}

std::string bin_text(const SelectionRaster& raster) {
  std::string text =
      fmt::format("{} token{}", raster.row_tokens, raster.row_tokens == 1 ? "" : "s");
  if (raster.column_steps > 1) text += fmt::format(" and {} steps", raster.column_steps);
  return text;
}

}  // namespace

Picture selection_picture(const TraceInfo& trace, const RasterRequest& request,
                          const SelectionRaster& raster) {
  std::string script = plot_preamble() + matrix_block(raster);
  script += title_line(trace, fmt::format("tokens that layer {} chooses for request {}, in bins of "
                                          "{}",
                                          request.layer, request.request, bin_text(raster)));
  script += fmt::format("set xrange [0:{}]\nset yrange [0:{}]\n",
                        raster.columns * raster.column_steps, raster.rows * raster.row_tokens);
  script +=
      "unset key\nunset grid\nset xlabel 'decode step'\nset ylabel 'token position in the "
      "context'\n"
      "set cblabel 'tokens of the bin that are chosen, %'\nset cbrange [0:100]\n"
      "set palette defined (0 '#ffffff', 10 '#deebf7', 25 '#9ecae1', 50 '#4292c6', 100 "
      "'#08306b')\n"
      "set colorbox user origin graph 1.03,0 size graph 0.025,1\nset rmargin 14\n";
  script += fmt::format("plot $raster matrix using (($1+0.5)*{}):(($2+0.5)*{}):3 with image\n",
                        raster.column_steps, raster.row_tokens);
  return {"selection",
          fmt::format("Tokens that layer {} chooses for request {}, step by step.", request.layer,
                      request.request),
          script, 860, 520};
}

}  // namespace dsavp

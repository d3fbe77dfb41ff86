#include "testbench/locality/selection_raster.h"

#include <algorithm>

namespace dsavp {
namespace {

std::int64_t divided_up(std::int64_t count, std::int64_t by) {
  return (count + by - 1) / by;
}

}  // namespace

SelectionRaster measure_selection(TraceReader& reader, const RasterRequest& request) {
  const std::int64_t tokens = reader.longest_context();
  SelectionRaster raster;
  raster.column_steps = divided_up(reader.info().steps, request.most_columns);
  raster.row_tokens = divided_up(tokens, request.most_rows);
  raster.columns = divided_up(reader.info().steps, raster.column_steps);
  raster.rows = divided_up(tokens, raster.row_tokens);
  const auto cells = static_cast<std::size_t>(raster.columns * raster.rows);
  std::vector<std::int64_t> chosen(cells, 0);
  std::vector<std::int64_t> existing(cells, 0);
  const auto cell = [&raster](std::int64_t row, std::int64_t column) {
    return static_cast<std::size_t>(row * raster.columns + column);
  };
  reader.rewind();
  TraceStep step;
  for (std::int64_t number = 0; reader.next(step); ++number) {
    const std::int64_t column = number / raster.column_steps;
    const std::int64_t context = step.context_length[static_cast<std::size_t>(request.request)];
    for (std::int64_t row = 0; row * raster.row_tokens < context; ++row) {
      existing[cell(row, column)] += std::min(raster.row_tokens, context - row * raster.row_tokens);
    }
    for (const std::int32_t token : step.set(request.layer, request.request)) {
      ++chosen[cell(token / raster.row_tokens, column)];
    }
  }
  for (std::size_t i = 0; i < cells; ++i) {
    raster.shares.push_back(
        existing[i] == 0 ? -1 : static_cast<double>(chosen[i]) / static_cast<double>(existing[i]));
  }
  return raster;
}

}  // namespace dsavp

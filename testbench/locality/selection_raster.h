// Which tokens one layer and request chooses, step after step, as a raster of limited size.
//
// A cell is the share of what was chosen in what could be: pairs of a step of its column and a token
// of its row that existed then. Columns and rows are of as few steps and tokens as the limits allow,
// all alike but for the last.
//
// Left out: the order within a set. Errors: those of the reader.
#pragma once

#include <cstdint>
#include <vector>

#include "testbench/traces/trace_reader.h"

namespace dsavp {

struct RasterRequest {
  int layer = 0;  // of those that the trace has, as is `request`
  int request = 0;
  std::int64_t most_columns = 512;
  std::int64_t most_rows = 256;
};

struct SelectionRaster {
  std::int64_t column_steps = 1;
  std::int64_t row_tokens = 1;
  std::int64_t columns = 0;
  std::int64_t rows = 0;
  std::vector<double> shares;  // [row, column]; below 0 where no token existed

  double share(std::int64_t row, std::int64_t column) const {
    return shares[static_cast<std::size_t>(row * columns + column)];
  }
};

// Reads the trace from its beginning.
SelectionRaster measure_selection(TraceReader& reader, const RasterRequest& request);

}  // namespace dsavp

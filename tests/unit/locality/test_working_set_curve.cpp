// Working sets of every window against sets of the standard library, and rasters of what is chosen.
#include <set>

#include "testbench/locality/locality.h"
#include "testbench/locality/selection_raster.h"
#include "testbench/locality/working_set_curve.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp {
namespace {

using Tokens = std::set<std::int32_t>;

Tokens tokens_of(const TraceStep& step, int layer, int request) {
  const auto first =
      step.indices.begin() + static_cast<std::ptrdiff_t>(step.offset(layer, request));
  Tokens tokens(first, first + step.top_k);
  tokens.erase(kTracePad);
  return tokens;
}

// The mean over requests and first steps of the union of `window` steps, / k.
double mean_union(const std::vector<TraceStep>& steps, int layer, std::size_t window) {
  double sum = 0;
  int windows = 0;
  for (int request = 0; request < steps.front().requests; ++request) {
    for (std::size_t first = 0; first + window <= steps.size(); ++first, ++windows) {
      Tokens all;
      for (std::size_t t = first; t < first + window; ++t) {
        const Tokens set = tokens_of(steps[t], layer, request);
        all.insert(set.begin(), set.end());
      }
      sum += static_cast<double>(all.size());
    }
  }
  return sum / windows / steps.front().top_k;
}

}  // namespace

TEST_CASE("working sets of every window as counted with sets", "[locality]") {
  const int steps = GENERATE(1, 2, 17, 40);
  const int longest = GENERATE(1, 2, 16, 60);
  const int max_context = GENERATE(6, 60);
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  const auto written =
      trace_test::write_random(path, trace_test::make_info(3, 2, 7, "rank"), steps, max_context,
                               static_cast<unsigned>(steps + longest + max_context));
  TraceReader reader(path);
  const WorkingSetCurves curves = measure_working_set_curves(reader, longest);
  REQUIRE(curves.layers.size() == 3);
  REQUIRE(curves.mean.size() == static_cast<std::size_t>(std::min(steps, longest)));
  for (std::size_t w = 1; w <= curves.mean.size(); ++w) {
    double sum = 0;
    for (int layer = 0; layer < 3; ++layer) {
      const double expected = mean_union(written, layer, w);
      REQUIRE(curves.layers[static_cast<std::size_t>(layer)][w - 1] == Approx(expected));
      sum += expected;
    }
    REQUIRE(curves.mean[w - 1] == Approx(sum / 3));
  }
}

TEST_CASE("a raster is the share of the tokens that existed", "[locality]") {
  RasterRequest request;
  request.layer = GENERATE(0, 2);
  request.request = GENERATE(0, 1);
  request.most_columns = GENERATE(1, 3, 10, 512);
  request.most_rows = GENERATE(1, 7, 256);
  constexpr int kSteps = 10;
  const ScratchFolder folder;
  const std::string path = folder.path("trace.h5");
  const auto written =
      trace_test::write_random(path, trace_test::make_info(3, 2, 7, "rank"), kSteps, 60, 3);
  TraceReader reader(path);
  const std::int32_t tokens = reader.longest_context();
  const SelectionRaster raster = measure_selection(reader, request);
  REQUIRE(raster.columns <= request.most_columns);
  REQUIRE(raster.rows <= request.most_rows);
  REQUIRE(raster.columns * raster.column_steps >= kSteps);
  REQUIRE((raster.columns - 1) * raster.column_steps < kSteps);
  REQUIRE(raster.rows * raster.row_tokens >= tokens);
  REQUIRE((raster.rows - 1) * raster.row_tokens < tokens);
  for (std::int64_t row = 0; row < raster.rows; ++row) {
    for (std::int64_t column = 0; column < raster.columns; ++column) {
      int chosen = 0;
      int existing = 0;
      for (std::int64_t t = column * raster.column_steps;
           t < std::min<std::int64_t>(kSteps, (column + 1) * raster.column_steps); ++t) {
        const TraceStep& step = written[static_cast<std::size_t>(t)];
        const Tokens set = tokens_of(step, request.layer, request.request);
        for (std::int64_t i = row * raster.row_tokens; i < (row + 1) * raster.row_tokens; ++i) {
          existing += i < step.context_length[static_cast<std::size_t>(request.request)] ? 1 : 0;
          chosen += static_cast<int>(set.count(static_cast<std::int32_t>(i)));
        }
      }
      REQUIRE(raster.share(row, column) ==
              Approx(existing == 0 ? -1.0 : static_cast<double>(chosen) / existing));
    }
  }
}

}  // namespace dsavp

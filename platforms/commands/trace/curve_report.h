// An LRU curve as a table, JSON, CSV or a plot.
//
// Capacities are those of one partition, all having the same; hits are of all partitions together.
// The points are the capacities of round numbers of sets of k tokens, as far as more capacity has
// more hits, and last the least capacity with all hits there can be. A capacity that is no whole
// number of granules counts as the whole granules in it.
// Errors: none raised here.
#pragma once

#include <string>

#include "testbench/curves/lru_curve.h"

namespace dsavp {

struct CurveReport {
  TraceInfo trace;
  LruCurveOptions options;
  LruCurve curve;
};

std::string curve_table(const CurveReport& report);
std::string curve_json(const CurveReport& report);
// A line for each capacity at which hits grow, after one of no capacity.
std::string curve_csv(const CurveReport& report);

enum class CurveCanvas { kTerminal, kPicture };
// Lines of gnuplot.
std::string curve_plot(const CurveReport& report, CurveCanvas canvas);

}  // namespace dsavp

// An LRU curve, and other policies at some capacities of it, as a table, JSON, CSV or a plot.
//
// Capacities are those of one partition, all having the same; hits are of all partitions together.
// The points are those at which other policies were tried. If none were, they are the capacities of
// round numbers of sets of k tokens, as far as more capacity has more hits, and last the least
// capacity with all hits there can be. A capacity that is no whole number of granules counts as the
// whole granules in it.
// Errors: none raised here.
#pragma once

#include <string>
#include <vector>

#include "testbench/curves/lru_curve.h"
#include "testbench/replay/replay.h"

namespace dsavp {

// A policy without a curve: replayed at each of the report's capacities.
struct PolicyTrial {
  PolicyKind policy;
  std::vector<ReplayResult> results;
};

struct CurveReport {
  TraceInfo trace;
  LruCurveOptions options;
  LruCurve curve;
  std::vector<std::size_t> capacities;  // in granules, rising; of the trials
  std::vector<PolicyTrial> trials;
};

std::string curve_table(const CurveReport& report);
std::string curve_json(const CurveReport& report);
// A line for each capacity at which hits grow, after one of no capacity, and for each with trials.
std::string curve_csv(const CurveReport& report);

// "LRU beside optimum; step look-up, scope layer, granules of 1 token"
std::string curve_heading(const CurveReport& report);

}  // namespace dsavp

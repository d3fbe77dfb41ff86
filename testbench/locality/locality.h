// How local the choices of a sparse-attention indexer are: the statistics of arXiv 2603.13430,
// table 3, and how well the chosen tokens fill pages.
//
// The set of a layer and request at a step is the tokens chosen there; k is the trace's top_k. For
// each set (each token of it for the lookback, each run of a token for the persistence):
//   working set   the union of the sets of 50 consecutive steps, / k; a window begins every 10
//                 steps (the paper does not say how often)
//   persistence   consecutive steps that a token stays in the set. A run that is under way at the
//                 first or the last step of the trace is cut: counted as such, and in no figure
//   lookback      current position (context_length - 1) - chosen position, / k
//   new lookups   tokens of the set that the step before did not choose, / k
//   inter-layer   tokens of the set that the layer before chose at the same step, / k
//   page use      share of the chosen tokens in all that the pages they lie in have room for
// A set of a context shorter than k has fewer than k tokens: it is counted all the same, still by k,
// and by its own size in the page use.
//
// Left out: a slot that passes from one request to another, whose sets are followed as if it were
// one request; and the pages of tokens of more than one set.
// Cost: one pass. About 9 bytes for each token of the longest context, layer and request,
// whatever the number of steps.
// Errors: those of the reader.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "testbench/locality/count_histogram.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

inline constexpr int kWorkingSetSteps = 50;
inline constexpr int kWorkingSetStride = 10;
inline constexpr std::array<int, 4> kPageTokens = {8, 16, 32, 64};

struct LocalityStatistics {
  LocalityFigure working_set;
  LocalityFigure persistence;
  LocalityFigure lookback;
  LocalityFigure new_lookups;
  LocalityFigure inter_layer;                               // of layer 0: no samples
  std::array<LocalityFigure, kPageTokens.size()> page_use;  // from 0 to 1
  std::uint64_t cut_runs = 0;
};

struct LocalityReport {
  LocalityStatistics whole;
  std::vector<LocalityStatistics> layers;
  CountHistogram lookback;  // of all look-ups, in tokens
};

// Reads what is left of the trace.
LocalityReport measure_locality(TraceReader& reader);

}  // namespace dsavp

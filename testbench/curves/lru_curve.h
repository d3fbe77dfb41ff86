// The hits that LRU has on a trace at every capacity at once, from one pass over it.
//
// The rules are those of the token directory (models/llc/token_directory.h): windows of tokens for
// each layer and request, joined into partitions by the scope; whole sets or token after token; a
// granule of a token or a page of consecutive tokens. All partitions have the same capacity, counted
// in granules. Hits and look-ups are counted in tokens, so that a page weighs as much as the tokens
// of the set in it. Equal to the directory's own counts, by construction of LRU as a stack.
//
// Left out: other policies, pinned tokens and uneven shares. Memory: some 21 bytes per granule of
// all windows, each as long as the longest context, and one step of the trace.
// Errors: the reader's TraceErrors; std::length_error of StackDistance.
#pragma once

#include <cstdint>
#include <vector>

#include "models/llc/llc_config.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

struct LruCurveOptions {
  ReservationScope scope = ReservationScope::kLayerRequest;
  LookupOrder lookup = LookupOrder::kStep;
  std::uint32_t granule_tokens = 1;  // at least 1
};

// How many look-ups had each stack distance; [0]: those that no capacity makes hits.
using DistanceCounts = std::vector<std::int64_t>;

class LruCurve {
 public:
  // Of the counts of each layer.
  explicit LruCurve(std::vector<DistanceCounts> layers);

  // With room for `granules` in each partition.
  std::int64_t hits(std::size_t granules) const;
  std::int64_t hits(std::size_t granules, int layer) const;
  std::int64_t lookups() const { return lookups_; }
  std::int64_t lookups(int layer) const {
    return lookups_of_layer_[static_cast<std::size_t>(layer)];
  }
  int layers() const { return static_cast<int>(of_layer_.size()); }
  // The least capacity that has all the hits there can be; 0 if no token occurs twice.
  std::size_t largest_distance() const { return all_.size() - 1; }

 private:
  std::int64_t lookups_ = 0;
  std::vector<std::int64_t> lookups_of_layer_;
  std::vector<std::vector<std::int64_t>> of_layer_;  // hits of each capacity, to the largest
  std::vector<std::int64_t> all_;
};

// Reads the trace from its beginning.
LruCurve measure_lru_curve(TraceReader& reader, const LruCurveOptions& options);

}  // namespace dsavp

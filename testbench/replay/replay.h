// A trace looked up in a token directory, without time: the same directory that the platform's LLC
// has, so that the hits are the same.
//
// Each step's sets are looked up in the order of the windows. A window whose layer or request the
// trace has not takes the trace's again, in order, as a stream of its own: with requests A and B the
// third is a second A, whose tokens are not the first's. A directory that needs to know the future
// reads the trace twice more.
// Memory: the directory's and one step of the trace; with the optimum 4 bytes per look-up besides.
// Errors: TraceError, also for more look-ups than foresight can number; std::invalid_argument for a
// reservation that the directory refuses.
#pragma once

#include <cstdint>
#include <vector>

#include "models/llc/token_directory.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

struct ReplayOptions {
  std::int64_t uncounted_steps = 0;    // at the start: looked up and not counted
  std::uint32_t miss_page_tokens = 1;  // see ReplayResult::missed_pages
};

struct ReplayResult {
  DirectoryCounters total;
  std::vector<DirectoryCounters> layers;  // of the windows
  // Pages of `miss_page_tokens` tokens that a set's missed tokens lie in, of all sets.
  std::int64_t missed_pages = 0;
  std::size_t resident_granules = 0;  // at the end
};

// From the trace's first step on, with an empty directory.
ReplayResult replay(TraceReader& reader, const std::vector<TokenWindow>& windows,
                    const ReservationConfig& reservation, const ReplayOptions& options = {});

// One replay for each size, bytes of the whole reservation; `reservation` says all else. The future
// is made out once.
std::vector<ReplayResult> replay_sizes(TraceReader& reader, const std::vector<TokenWindow>& windows,
                                       ReservationConfig reservation,
                                       const std::vector<Bytes>& sizes,
                                       const ReplayOptions& options = {});

}  // namespace dsavp

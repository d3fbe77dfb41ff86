#pragma once

// The rules of the trace format, in the one place that the reader and the writer share.
//
// Left out: anything about HDF5, and rules across steps (contexts may grow, shrink or jump, as
// they do when a slot of a batch passes to another request).
// Cost: linear in the number of indices; sets by rank of contexts above 2^24 tokens are sorted.
// Allocates only when a context longer than any before is met, 2 MiB at most, or to sort.
// Errors: a TraceError naming the file and, as far as they apply, step, layer, request, position.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "testbench/traces/trace_format.h"

namespace dsavp {

inline constexpr const char* kOrderAscending = "ascending";
inline constexpr const char* kOrderRank = "rank";

// The most bytes of indices that one step, or one chunk of a file, may hold: 1 GiB.
inline constexpr std::uint64_t kMaxTraceBlockBytes = std::uint64_t{1} << 30;

// Checks `order`, that the shape is positive, and that a step stays within kMaxTraceBlockBytes.
void validate_info(const TraceInfo& info);

class TraceValidator {
 public:
  explicit TraceValidator(const TraceInfo& info);

  // Checks the shape, the contexts and every set of step `number`. Returns the number of tokens of
  // each set, [layer, request]; the reference holds until the next call.
  const std::vector<std::int32_t>& validate_step(std::int64_t number, const TraceStep& step);

 private:
  // The set being checked, for messages.
  struct Place {
    std::int64_t step;
    int layer;
    int request;
  };

  std::size_t sets() const { return static_cast<std::size_t>(info_.layers) * info_.requests; }
  void validate_shape(std::int64_t number, const TraceStep& step) const;
  void validate_contexts(std::int64_t number, const TraceStep& step) const;
  int validate_set(const Place& place, IndexSpan padded, std::int32_t context);
  std::size_t count_tokens(const Place& place, IndexSpan padded) const;
  void validate_count(const Place& place, std::size_t count, std::int32_t context) const;
  void validate_range(const Place& place, IndexSpan tokens, std::int32_t context) const;
  void validate_ascending(const Place& place, IndexSpan tokens) const;
  void validate_unique(const Place& place, IndexSpan tokens, std::int32_t context);
  void validate_unique_sorted(const Place& place, IndexSpan tokens);
  [[noreturn]] void fail(const Place& place, const std::string& what) const;
  [[noreturn]] void fail_duplicate(const Place& place, IndexSpan tokens, std::size_t second) const;

  TraceInfo info_;
  bool ascending_;
  std::vector<std::int32_t> set_size_;
  std::vector<std::int32_t> sorted_;
  std::vector<std::uint64_t> seen_;  // a bit for each token; all clear between sets
};

}  // namespace dsavp

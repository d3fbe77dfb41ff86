#include "testbench/traces/trace_validation.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::int32_t kMostMarked = 1 << 24;  // contexts with a bit for each token: 2 MiB

void require_positive(const TraceInfo& info, const char* name, int value) {
  if (value < 1) {
    throw TraceError(fmt::format("{}: {} is {}, expected at least 1", info.path, name, value));
  }
}

}  // namespace

void validate_info(const TraceInfo& info) {
  if (info.order != kOrderAscending && info.order != kOrderRank) {
    throw TraceError(fmt::format("{}: order is \"{}\", expected \"{}\" or \"{}\"", info.path,
                                 info.order, kOrderAscending, kOrderRank));
  }
  require_positive(info, "top_k", info.top_k);
  require_positive(info, "the number of layers", info.layers);
  require_positive(info, "the number of requests", info.requests);

  // Divided rather than multiplied: the product of three ints can exceed 64 bits.
  const std::uint64_t limit = kMaxTraceBlockBytes / sizeof(std::int32_t);
  const std::uint64_t sets = static_cast<std::uint64_t>(info.layers) * info.requests;
  if (sets > limit / static_cast<std::uint64_t>(info.top_k)) {
    throw TraceError(fmt::format(
        "{}: a step of {} layers x {} requests x {} indices is too large, expected at most {} "
        "indices",
        info.path, info.layers, info.requests, info.top_k, limit));
  }
}

TraceValidator::TraceValidator(const TraceInfo& info)
    : info_(info), ascending_(info.order == kOrderAscending) {
  validate_info(info_);
}

const std::vector<std::int32_t>& TraceValidator::validate_step(std::int64_t number,
                                                               const TraceStep& step) {
  validate_shape(number, step);
  validate_contexts(number, step);
  set_size_.resize(sets());
  std::size_t set = 0;
  for (int layer = 0; layer < step.layers; ++layer) {
    for (int request = 0; request < step.requests; ++request, ++set) {
      const IndexSpan padded(step.indices.data() + step.offset(layer, request),
                             static_cast<std::size_t>(step.top_k));
      set_size_[set] = validate_set({number, layer, request}, padded, step.context_length[request]);
    }
  }
  return set_size_;
}

void TraceValidator::validate_shape(std::int64_t number, const TraceStep& step) const {
  if (step.layers != info_.layers || step.requests != info_.requests || step.top_k != info_.top_k) {
    throw TraceError(fmt::format(
        "{}: step {}: the shape [layer, request, k] is [{}, {}, {}], expected [{}, {}, {}]",
        info_.path, number, step.layers, step.requests, step.top_k, info_.layers, info_.requests,
        info_.top_k));
  }
  const std::size_t indices = sets() * info_.top_k;
  if (step.indices.size() != indices) {
    throw TraceError(fmt::format("{}: step {}: holds {} indices, expected {}", info_.path, number,
                                 step.indices.size(), indices));
  }
  if (step.context_length.size() != static_cast<std::size_t>(info_.requests)) {
    throw TraceError(fmt::format("{}: step {}: holds {} context lengths, expected {}", info_.path,
                                 number, step.context_length.size(), info_.requests));
  }
}

void TraceValidator::validate_contexts(std::int64_t number, const TraceStep& step) const {
  for (int request = 0; request < info_.requests; ++request) {
    const std::int32_t context = step.context_length[request];
    if (context < 1) {
      throw TraceError(
          fmt::format("{}: step {}, request {}: context_length is {}, expected at "
                      "least 1",
                      info_.path, number, request, context));
    }
  }
}

int TraceValidator::validate_set(const Place& place, IndexSpan padded, std::int32_t context) {
  const std::size_t count = count_tokens(place, padded);
  const IndexSpan tokens(padded.data(), count);
  validate_count(place, count, context);
  validate_range(place, tokens, context);
  if (ascending_) {
    validate_ascending(place, tokens);
  } else {
    validate_unique(place, tokens, context);
  }
  return static_cast<int>(count);
}

std::size_t TraceValidator::count_tokens(const Place& place, IndexSpan padded) const {
  const std::int32_t* pad = std::find(padded.begin(), padded.end(), kTracePad);
  const std::int32_t* after =
      std::find_if(pad, padded.end(), [](std::int32_t index) { return index != kTracePad; });
  if (after != padded.end()) {
    fail(place, fmt::format("position {}: index {} follows the padding that begins at position {}, "
                            "expected {} from there on",
                            after - padded.begin(), *after, pad - padded.begin(), kTracePad));
  }
  return static_cast<std::size_t>(pad - padded.begin());
}

void TraceValidator::validate_count(const Place& place, std::size_t count,
                                    std::int32_t context) const {
  const int expected = std::min(info_.top_k, context);
  if (count < static_cast<std::size_t>(expected)) {
    fail(place, fmt::format("padding begins at position {}, expected {} indices before it (top_k "
                            "{}, context_length {})",
                            count, expected, info_.top_k, context));
  }
  if (count > static_cast<std::size_t>(expected)) {
    fail(place, fmt::format("holds {} indices, expected {} followed by {} (context_length {} is "
                            "below top_k {})",
                            count, expected, kTracePad, context, info_.top_k));
  }
}

void TraceValidator::validate_range(const Place& place, IndexSpan tokens,
                                    std::int32_t context) const {
  for (std::size_t position = 0; position < tokens.size(); ++position) {
    const std::int32_t index = tokens[position];
    if (index < 0 || index >= context) {
      fail(place, fmt::format("position {}: index {} is out of range, expected 0 to {} "
                              "(context_length {})",
                              position, index, context - 1, context));
    }
  }
}

void TraceValidator::validate_ascending(const Place& place, IndexSpan tokens) const {
  for (std::size_t position = 1; position < tokens.size(); ++position) {
    const std::int32_t before = tokens[position - 1];
    if (tokens[position] == before) {
      fail_duplicate(place, tokens, position);
    }
    if (tokens[position] < before) {
      fail(place, fmt::format("position {}: index {} follows {}, expected ascending order",
                              position, tokens[position], before));
    }
  }
}

void TraceValidator::validate_unique(const Place& place, IndexSpan tokens, std::int32_t context) {
  if (context > kMostMarked) return validate_unique_sorted(place, tokens);
  const std::size_t words = static_cast<std::size_t>(context) / kWordBits + 1;
  if (seen_.size() < words) {
    seen_.resize(words, 0);
  }
  for (std::size_t position = 0; position < tokens.size(); ++position) {
    const auto index = static_cast<std::size_t>(tokens[position]);
    const std::uint64_t bit = std::uint64_t{1} << (index % kWordBits);
    if ((seen_[index / kWordBits] & bit) != 0) {
      std::fill(seen_.begin(), seen_.end(), 0);
      fail_duplicate(place, tokens, position);
    }
    seen_[index / kWordBits] |= bit;
  }
  // Only the words that this set touched: clearing all would cost the context, not k.
  for (const std::int32_t index : tokens) {
    seen_[static_cast<std::size_t>(index) / kWordBits] = 0;
  }
}

// A file of a few bytes can state a context of 2^31: that is not to take memory and time.
void TraceValidator::validate_unique_sorted(const Place& place, IndexSpan tokens) {
  sorted_.assign(tokens.begin(), tokens.end());
  std::sort(sorted_.begin(), sorted_.end());
  const auto twice = std::adjacent_find(sorted_.begin(), sorted_.end());
  if (twice == sorted_.end()) return;
  const std::int32_t* const first = std::find(tokens.begin(), tokens.end(), *twice);
  const std::int32_t* const second = std::find(first + 1, tokens.end(), *twice);
  fail_duplicate(place, tokens, static_cast<std::size_t>(second - tokens.begin()));
}

void TraceValidator::fail(const Place& place, const std::string& what) const {
  throw TraceError(fmt::format("{}: step {}, layer {}, request {}: {}", info_.path, place.step,
                               place.layer, place.request, what));
}

void TraceValidator::fail_duplicate(const Place& place, IndexSpan tokens,
                                    std::size_t second) const {
  const auto first = std::find(tokens.begin(), tokens.end(), tokens[second]) - tokens.begin();
  fail(place, fmt::format("position {}: index {} is already at position {}, expected no duplicates",
                          second, tokens[second], first));
}

}  // namespace dsavp

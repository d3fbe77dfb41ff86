#pragma once

// What a `dsa-trace` version 1 file holds: the KV tokens that a sparse-attention indexer chose for
// each layer and request at each decoding step.
//
// The file (HDF5):
//   root attributes  format = "dsa-trace", version = 1, model, top_k, order, source
//   /topk_indices    int32 [step, layer, request, k], -1 where fewer than k tokens exist
//   /context_length  int32 [step, request], tokens visible at the step, the current one included
// A set is one row of k indices. Every index of it is >= 0 and < context_length, none occurs twice,
// and there are min(k, context_length) of them, followed by padding alone. `order` is "ascending"
// (by token position, strictly) or "rank" (by score, so in no numeric order).
//
// Left out: scores, the KV data itself, and wall-clock time. Indices and lengths count tokens.
// Errors: every fault of a file is reported as a TraceError, in one line.

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace dsavp {

class TraceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// What fills the end of a set that has fewer than k tokens.
inline constexpr std::int32_t kTracePad = -1;

// A view of consecutive token indices; valid for as long as what it points into is.
class IndexSpan {
 public:
  IndexSpan() = default;
  IndexSpan(const std::int32_t* first, std::size_t count) : data_(first), size_(count) {}

  const std::int32_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::int32_t* begin() const { return data_; }
  const std::int32_t* end() const { return data_ + size_; }
  std::int32_t operator[](std::size_t position) const {
    assert(position < size_);
    return data_[position];
  }

 private:
  const std::int32_t* data_ = nullptr;
  std::size_t size_ = 0;
};

struct TraceInfo {
  std::string path;
  std::string model;
  std::string order;  // "ascending" or "rank"
  std::string source;
  int top_k = 0;
  std::int64_t steps = 0;
  int layers = 0;
  int requests = 0;
};

// One decoding step of all layers and requests.
struct TraceStep {
  TraceStep() = default;
  // A step of the shape that `info` gives, all padding, with contexts of 0: to be filled in.
  explicit TraceStep(const TraceInfo& info) { reshape(info); }

  // Takes the shape that `info` gives; allocates only to grow. What the vectors hold is kept where
  // the shape stays the same and is otherwise without meaning.
  void reshape(const TraceInfo& info) {
    layers = info.layers;
    requests = info.requests;
    top_k = info.top_k;
    const std::size_t sets = static_cast<std::size_t>(layers) * requests;
    indices.resize(sets * top_k, kTracePad);
    context_length.resize(static_cast<std::size_t>(requests), 0);
    set_size.resize(sets, 0);
  }

  // Where the set of (layer, request) begins in `indices`.
  std::size_t offset(int layer, int request) const {
    return set_number(layer, request) * static_cast<std::size_t>(top_k);
  }

  // The tokens of one set, without the padding. Empty until `set_size` is filled in.
  IndexSpan set(int layer, int request) const {
    return {indices.data() + offset(layer, request),
            static_cast<std::size_t>(set_size[set_number(layer, request)])};
  }

  int layers = 0;
  int requests = 0;
  int top_k = 0;
  std::vector<std::int32_t> indices;         // [layer, request, k]
  std::vector<std::int32_t> context_length;  // [request]
  std::vector<std::int32_t> set_size;        // [layer, request], filled in by TraceReader

 private:
  std::size_t set_number(int layer, int request) const {
    assert(layer >= 0 && layer < layers && request >= 0 && request < requests);
    return static_cast<std::size_t>(layer) * requests + request;
  }
};

}  // namespace dsavp

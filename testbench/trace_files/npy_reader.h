// Reads a trace from NumPy arrays: the indices of a .npy file [step, layer, request, k], padded with
// -1, and the contexts of a second [step, request] or counted up from a number of tokens.
//
// Memory: one step, whatever the length of the trace.
// Errors: TraceError, see step_stream.h and npy_array.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "testbench/trace_files/npy_array.h"
#include "testbench/trace_files/step_stream.h"

namespace dsavp {

// Either of the two.
struct NpyContexts {
  std::string path;        // of a .npy file; empty: use `first`
  std::int32_t first = 0;  // tokens that every request sees at the first step; one more per step
};

class NpyReader : public TraceFileSource {
 public:
  NpyReader(const std::string& path, const NpyContexts& contexts);

  const TraceInfo& info() const override { return info_; }
  bool next(TraceStep& step) override;
  void rewind() override;

 private:
  void check_contexts(const std::string& path) const;

  NpyArray indices_;
  std::optional<NpyArray> contexts_;
  std::int32_t first_context_;
  TraceInfo info_;
  std::int64_t position_ = 0;
};

}  // namespace dsavp

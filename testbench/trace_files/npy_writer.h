// Writes a trace as NumPy arrays: NAME.npy with the indices [step, layer, request, k], padded with
// -1, and NAME.contexts.npy with the contexts [step, request].
//
// Errors: TraceError, see step_stream.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testbench/trace_files/output_file.h"
#include "testbench/trace_files/step_stream.h"

namespace dsavp {

enum class NpyType { kInt32, kInt64 };

// "a/trace.npy" -> "a/trace.contexts.npy"
std::string npy_contexts_path(const std::string& path);

class NpyWriter : public TraceFileSink {
 public:
  // `info` must give the number of steps: a header comes before the values.
  NpyWriter(const std::string& path, const TraceInfo& info, NpyType type);

  void append(const TraceStep& step) override;
  void close() override;

 private:
  void write(OutputFile& file, const std::vector<std::int32_t>& values);

  OutputFile indices_;
  OutputFile contexts_;
  NpyType type_;
  std::string bytes_;
};

}  // namespace dsavp

#pragma once

// Reads a `dsa-trace` file (trace_format.h) step by step, checking every set as it is read.
//
// Memory: one step of indices and 16 MiB of chunk cache for each dataset, whatever the length of
// the trace. HDF5 unpacks whole chunks, so beside those a chunk is held, packed and unpacked. A
// file whose step or chunk exceeds 1 GiB is refused. One whose chunks span many steps is read
// correctly, but unpacks a chunk again for each step once it no longer fits in the cache; files are
// best written with a chunk for each step, as TraceWriter does.
//
// Filters may be shuffle, deflate and fletcher32; every chunk is checked before HDF5 unpacks it
// (stored_chunks.h). A damaged container can still make HDF5 itself fail.
// Left out: random access, and attributes that the format does not name (they are ignored).
// Errors: a TraceError of one line that names the file and, where they apply, the step, layer,
// request and position, and what was expected. Making a reader checks all but the sets; next()
// checks those of the step it reads. To be used from one thread at a time. Making a reader turns
// HDF5's own printing of errors off for the process.

#include <cstdint>
#include <memory>
#include <string>

#include "testbench/traces/trace_format.h"

namespace dsavp {

class TraceReader {
 public:
  explicit TraceReader(const std::string& path);
  TraceReader(TraceReader&&) noexcept;
  TraceReader& operator=(TraceReader&&) noexcept;
  ~TraceReader();

  const TraceInfo& info() const;

  // The largest context length of the whole trace; reads that dataset through, once.
  std::int32_t longest_context() const;

  // Reads the next step into `step`, reusing its storage; false at the end of the trace, with
  // `step` unchanged. When it throws, `step` holds nothing usable and the position is unchanged.
  bool next(TraceStep& step);

  void rewind();

  // The step that next() reads, counted from 0; info().steps at the end.
  std::int64_t position() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dsavp

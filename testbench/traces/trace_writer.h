#pragma once

// Writes a `dsa-trace` file (trace_format.h) step by step, holding it to the rules that the reader
// checks: what was written without an error can be read without one.
//
// The file is written under a temporary name beside its path and takes its name in close(), over
// any file of that name; a writer that is destroyed before leaves nothing behind. The same steps
// give the same bytes. Indices are stored in a chunk for each step, shuffled and deflated.
//
// Left out: changing or extending a file that exists.
// Errors: a TraceError of one line that names the file and, where they apply, the step, layer,
// request and position. A step that breaks the rules is not written, and the writer goes on; an
// error of storage, such as a full disk, ends the writer and removes what it wrote. Disk space is
// set aside ahead of the writing, two steps and 8 MiB, so a disk counts as full that much early. To
// be used from one thread at a time. Making a writer turns HDF5's own printing of errors off for
// the process.

#include <memory>
#include <string>

#include "testbench/traces/trace_format.h"

namespace dsavp {

class TraceWriter {
 public:
  // Of `info`, the path and the number of steps are not used.
  TraceWriter(const std::string& path, const TraceInfo& info);
  TraceWriter(TraceWriter&&) noexcept;
  TraceWriter& operator=(TraceWriter&&) noexcept;
  ~TraceWriter();

  // Of `step`, the sizes of the sets are not used: they follow from the padding.
  void append(const TraceStep& step);

  // Completes the file; at least one step is needed. Closing again does nothing.
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dsavp

// Steps of a trace, read from or written to a file of any format but HDF5.
//
// Errors: a TraceError of one line that names the file, what was found and what is expected.
#pragma once

#include "testbench/traces/trace_format.h"

namespace dsavp {

class TraceFileSource {
 public:
  TraceFileSource() = default;
  TraceFileSource(const TraceFileSource&) = delete;
  TraceFileSource& operator=(const TraceFileSource&) = delete;
  virtual ~TraceFileSource() = default;

  // The shape and the path; model, order and source are empty, for these files do not hold them.
  virtual const TraceInfo& info() const = 0;
  // Fills in indices and contexts of the next step, unchecked against the rules of the format;
  // false at the end.
  virtual bool next(TraceStep& step) = 0;
  virtual void rewind() = 0;
};

class TraceFileSink {
 public:
  TraceFileSink() = default;
  TraceFileSink(const TraceFileSink&) = delete;
  TraceFileSink& operator=(const TraceFileSink&) = delete;
  virtual ~TraceFileSink() = default;

  virtual void append(const TraceStep& step) = 0;
  // Gives what was written its name; a sink that is destroyed before leaves nothing behind.
  virtual void close() = 0;
};

}  // namespace dsavp

// Reads a trace from CSV: a header `step,layer,request,context_length,tokens` and a line for each
// set (csv_row.h), by step, layer and request, all steps complete. k is the largest number of tokens
// of a line, padding of -1 included; shorter lines are padded to it. A request has one context in
// all layers of a step.
//
// Memory: one step and one line, whatever the length of the trace; making a reader reads the file
// through once, to learn its shape. Errors: TraceError naming file and line, see step_stream.h.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>

#include "testbench/trace_files/csv_row.h"
#include "testbench/trace_files/set_sequence.h"
#include "testbench/trace_files/step_stream.h"

namespace dsavp {

class CsvReader : public TraceFileSource {
 public:
  explicit CsvReader(const std::string& path);

  const TraceInfo& info() const override { return info_; }
  bool next(TraceStep& step) override;
  void rewind() override;

 private:
  void learn_shape();
  void read_header();
  bool read_line();
  bool read_row();
  void take_row(TraceStep& step);
  [[noreturn]] void fail(const std::string& what) const;

  std::ifstream stream_;
  TraceInfo info_;
  SetSequence sequence_;
  std::string line_;
  std::int64_t line_number_ = 0;
  CsvRow row_;
};

}  // namespace dsavp

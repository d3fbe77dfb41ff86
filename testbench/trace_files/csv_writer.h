// Writes a trace as the CSV that csv_reader.h reads. Padding is written too, so that k is kept.
//
// Errors: TraceError, see step_stream.h.
#pragma once

#include <cstdint>
#include <string>

#include "testbench/trace_files/output_file.h"
#include "testbench/trace_files/step_stream.h"

namespace dsavp {

class CsvWriter : public TraceFileSink {
 public:
  explicit CsvWriter(const std::string& path);

  void append(const TraceStep& step) override;
  void close() override { file_.publish(); }

 private:
  void write_set(const TraceStep& step, int layer, int request);

  OutputFile file_;
  std::int64_t steps_ = 0;
  std::string line_;
};

}  // namespace dsavp

#include "testbench/trace_files/csv_writer.h"

#include <fmt/format.h>

#include <iterator>

#include "testbench/trace_files/csv_row.h"

namespace dsavp {

CsvWriter::CsvWriter(const std::string& path) : file_(path) {
  file_.write(fmt::format("{}\n", kCsvHeader));
}

void CsvWriter::append(const TraceStep& step) {
  for (int layer = 0; layer < step.layers; ++layer) {
    for (int request = 0; request < step.requests; ++request) {
      write_set(step, layer, request);
    }
  }
  ++steps_;
}

void CsvWriter::write_set(const TraceStep& step, int layer, int request) {
  line_.clear();
  fmt::format_to(std::back_inserter(line_), "{},{},{},{},", steps_, layer, request,
                 step.context_length[static_cast<std::size_t>(request)]);
  const std::int32_t* first = step.indices.data() + step.offset(layer, request);
  fmt::format_to(std::back_inserter(line_), "{}\n", fmt::join(first, first + step.top_k, " "));
  file_.write(line_);
}

}  // namespace dsavp

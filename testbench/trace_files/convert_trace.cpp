#include "testbench/trace_files/convert_trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>

#include "testbench/trace_files/csv_reader.h"
#include "testbench/trace_files/csv_writer.h"
#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_validation.h"
#include "testbench/traces/trace_writer.h"

namespace dsavp {
namespace {

bool all_ascend(const TraceStep& step) {
  const auto top_k = static_cast<std::ptrdiff_t>(step.top_k);
  for (auto set = step.indices.begin(); set != step.indices.end(); set += top_k) {
    const auto end = std::find(set, set + top_k, kTracePad);
    if (std::adjacent_find(set, end, std::greater_equal<>()) != end) {
      return false;
    }
  }
  return true;
}

std::string found_order(TraceFileSource& source, const EachStep& each_step) {
  TraceStep step;
  const char* order = kOrderAscending;
  while (order == kOrderAscending && source.next(step)) {
    each_step();
    if (!all_ascend(step)) {
      order = kOrderRank;
    }
  }
  source.rewind();
  return order;
}

std::unique_ptr<TraceFileSink> open_step_sink(const std::string& path, const TraceInfo& info,
                                              NpyType type) {
  if (trace_file_type(path) == TraceFileType::kNpy) {
    return std::make_unique<NpyWriter>(path, info, type);
  }
  return std::make_unique<CsvWriter>(path);
}

}  // namespace

TraceFileType trace_file_type(const std::string& path) {
  const std::string extension = std::filesystem::path(path).extension().string();
  if (extension == ".h5") return TraceFileType::kHdf5;
  if (extension == ".npy") return TraceFileType::kNpy;
  if (extension == ".csv") return TraceFileType::kCsv;
  throw TraceError(
      fmt::format("{}: the extension is '{}', expected .h5, .npy or .csv", path, extension));
}

std::unique_ptr<TraceFileSource> open_step_source(const std::string& path,
                                                  const NpyContexts& contexts) {
  if (trace_file_type(path) == TraceFileType::kNpy) {
    return std::make_unique<NpyReader>(path, contexts);
  }
  return std::make_unique<CsvReader>(path);
}

TraceInfo import_trace(TraceFileSource& source, const std::string& path,
                       const TraceInfo& attributes, const EachStep& each_step) {
  TraceInfo info = source.info();
  info.model = attributes.model;
  info.source = attributes.source;
  info.order = attributes.order.empty() ? found_order(source, each_step) : attributes.order;
  // Held to the rules here already: the writer would name the file that is not to be.
  TraceValidator validator(info);
  TraceWriter writer(path, info);
  TraceStep step;
  for (std::int64_t number = 0; source.next(step); ++number) {
    each_step();
    validator.validate_step(number, step);
    writer.append(step);
  }
  writer.close();
  return info;
}

TraceInfo export_trace(const std::string& in, const std::string& out, NpyType type,
                       const EachStep& each_step) {
  TraceReader reader(in);
  const std::unique_ptr<TraceFileSink> sink = open_step_sink(out, reader.info(), type);
  for (TraceStep step; reader.next(step);) {
    each_step();
    sink->append(step);
  }
  sink->close();
  return reader.info();
}

}  // namespace dsavp

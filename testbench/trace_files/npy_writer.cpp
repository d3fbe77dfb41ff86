#include "testbench/trace_files/npy_writer.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>

#include "testbench/trace_files/npy_header.h"

namespace dsavp {
namespace {

constexpr std::size_t kBlockValues = 8192;

int value_bytes(NpyType type) {
  return type == NpyType::kInt32 ? 4 : 8;
}

}  // namespace

std::string npy_contexts_path(const std::string& path) {
  return std::filesystem::path(path).replace_extension(".contexts.npy").string();
}

NpyWriter::NpyWriter(const std::string& path, const TraceInfo& info, NpyType type)
    : indices_(path), contexts_(npy_contexts_path(path)), type_(type) {
  const int bytes = value_bytes(type);
  indices_.write(npy_header_bytes({bytes, {info.steps, info.layers, info.requests, info.top_k}}));
  contexts_.write(npy_header_bytes({bytes, {info.steps, info.requests}}));
}

void NpyWriter::append(const TraceStep& step) {
  write(indices_, step.indices);
  write(contexts_, step.context_length);
}

void NpyWriter::write(OutputFile& file, const std::vector<std::int32_t>& values) {
  const int width = value_bytes(type_);
  for (std::size_t first = 0; first < values.size(); first += kBlockValues) {
    const std::size_t end = std::min(values.size(), first + kBlockValues);
    bytes_.clear();
    for (std::size_t i = first; i < end; ++i) {
      const auto value = static_cast<std::uint64_t>(std::int64_t{values[i]});
      for (int byte = 0; byte < width; ++byte) {
        bytes_ += static_cast<char>(value >> (8 * byte) & 0xff);
      }
    }
    file.write(bytes_);
  }
}

void NpyWriter::close() {
  // Both are whole before either takes its name.
  contexts_.finish();
  indices_.finish();
  contexts_.publish();
  indices_.publish();
}

}  // namespace dsavp

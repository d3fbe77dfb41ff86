#include "testbench/trace_files/output_file.h"

#include <fmt/format.h>

namespace dsavp {

OutputFile::OutputFile(const std::string& path)
    : path_(path), temporary_(path), stream_(temporary_.path(), std::ios::binary) {
  check();
}

void OutputFile::write(std::string_view bytes) {
  stream_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  check();
  size_ += bytes.size();
}

void OutputFile::finish() {
  stream_.flush();
  check();
}

void OutputFile::publish() {
  finish();
  temporary_.publish(size_);
}

void OutputFile::check() const {
  if (!stream_) {
    throw TraceError(fmt::format("{}: cannot be written, is the disk full?", path_));
  }
}

}  // namespace dsavp

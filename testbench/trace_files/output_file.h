// A file written from its beginning to its end under a temporary name, which takes its own name
// once it is whole.
//
// Errors: a TraceError that names the file.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "testbench/traces/temporary_file.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

class OutputFile {
 public:
  explicit OutputFile(const std::string& path);

  void write(std::string_view bytes);
  // Hands all bytes to the system, so that publishing does not meet a full disk.
  void finish();
  // Finishes, and gives the file its name.
  void publish();

 private:
  void check() const;

  std::string path_;
  TemporaryFile temporary_;
  std::ofstream stream_;
  std::uint64_t size_ = 0;
};

}  // namespace dsavp

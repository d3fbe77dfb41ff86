// A text file that is written piece by piece and takes its name once it is whole.
//
// Errors: std::runtime_error that names the file and the system's reason. Without publish() no file
// is left.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

#include "testbench/traces/temporary_file.h"

namespace dsavp {

class WholeFile {
 public:
  explicit WholeFile(const std::string& path);
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;
  ~WholeFile();

  void write(std::string_view text);
  void publish();

 private:
  std::string path_;
  TemporaryFile temporary_;
  std::FILE* stream_;
};

}  // namespace dsavp

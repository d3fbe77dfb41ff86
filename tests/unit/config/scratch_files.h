// Files for one test in a folder of its own, removed afterwards; and the message of an error.
//
// Errors: std::filesystem's own, which fail the test.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "platforms/config/config_error.h"

namespace dsavp {

class ScratchFiles {
 public:
  ScratchFiles() {
    static int count = 0;
    const std::string name = std::to_string(::getpid()) + "-" + std::to_string(count++);
    folder_ = std::filesystem::temp_directory_path() / ("dsavp-config-" + name);
    std::filesystem::create_directories(folder_);
  }
  ~ScratchFiles() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  ScratchFiles(const ScratchFiles&) = delete;
  ScratchFiles& operator=(const ScratchFiles&) = delete;

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path path = folder_ / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }

 private:
  std::filesystem::path folder_;
};

// The message of the ConfigError that the action raises; "" when it raises none.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "";
}

}  // namespace dsavp

#include "platforms/results/output_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace dsavp {

namespace fs = std::filesystem;

OutputFolder::OutputFolder(std::string path) : path_(std::move(path)) {
  std::error_code error;
  fs::create_directories(path_, error);
  if (error) {
    throw std::runtime_error(
        fmt::format("{}: the output folder cannot be made: {}", path_, error.message()));
  }
  if (access(path_.c_str(), W_OK | X_OK) != 0) fail(path_, "the output folder cannot be written");
}

OutputFolder::~OutputFolder() {
  for (const File& file : files_) {
    if (file.stream != nullptr) std::fclose(file.stream);
    std::remove(file.temporary.c_str());
  }
}

void OutputFolder::fail(const std::string& path, const char* doing) const {
  throw std::runtime_error(fmt::format("{}: {}: {}", path, doing, std::strerror(errno)));
}

std::FILE* OutputFolder::open(const std::string& name) {
  File file{name, fmt::format("{}/.{}.{}", path_, name, getpid()), nullptr};
  file.stream = std::fopen(file.temporary.c_str(), "w");
  if (file.stream == nullptr) fail(file.temporary, "cannot be made");
  files_.push_back(file);
  return file.stream;
}

void OutputFolder::write(const std::string& name, const std::string& content) {
  std::FILE* stream = open(name);
  if (std::fwrite(content.data(), 1, content.size(), stream) != content.size()) {
    fail(path_ + "/" + name, "cannot be written");
  }
}

void OutputFolder::publish() {
  for (File& file : files_) {
    const bool earlier_error = std::ferror(file.stream) != 0;
    const bool flushed = std::fflush(file.stream) == 0 && fsync(fileno(file.stream)) == 0;
    const bool closed = std::fclose(file.stream) == 0;
    file.stream = nullptr;
    if (earlier_error || !flushed || !closed) fail(path_ + "/" + file.name, "cannot be written");
  }
  // An older result must not stand beside newer files, should this be cut off in between.
  std::remove((path_ + "/" + files_.back().name).c_str());
  for (const File& file : files_) {
    const std::string target = path_ + "/" + file.name;
    if (std::rename(file.temporary.c_str(), target.c_str()) != 0) fail(target, "cannot be written");
  }
  files_.clear();
}

}  // namespace dsavp

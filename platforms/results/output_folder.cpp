#include "platforms/results/output_folder.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <utility>

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

// Brings the files to the disk, together: a file system takes hardly longer for all than for one.
// Gives each file's error number, 0 if it is there.
std::vector<int> OutputFolder::synchronise() const {
  std::vector<std::future<int>> done;
  for (const File& file : files_) {
    const bool flushed = std::fflush(file.stream) == 0 && std::ferror(file.stream) == 0;
    done.push_back(std::async(std::launch::async, [error = flushed ? 0 : (errno != 0 ? errno : EIO),
                                                   descriptor = fileno(file.stream)] {
      return error != 0 || fsync(descriptor) == 0 ? error : errno;
    }));
  }
  std::vector<int> errors;
  for (std::future<int>& one : done) errors.push_back(one.get());
  return errors;
}

void OutputFolder::publish() {
  const std::vector<int> errors = synchronise();
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const bool closed = std::fclose(std::exchange(files_[i].stream, nullptr)) == 0;
    if (errors[i] != 0) errno = errors[i];
    if (errors[i] != 0 || !closed) fail(path_ + "/" + files_[i].name, "cannot be written");
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

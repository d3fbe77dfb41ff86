#include "testbench/traces/temporary_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

// Differs between processes and between files of one, so that none writes in another's file.
std::string temporary_path(const std::string& target) {
  static std::atomic<unsigned> count{0};
  return fmt::format("{}.{}-{}.tmp", target, getpid(), count++);
}

}  // namespace

TemporaryFile::TemporaryFile(std::string target)
    : target_(std::move(target)), path_(temporary_path(target_)) {
  // Known now rather than when the last step has been written.
  std::error_code ignored;
  if (std::filesystem::is_directory(target_, ignored)) {
    throw TraceError(fmt::format("{}: is a directory, expected the path of a file", target_));
  }
  descriptor_ = open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    fail("cannot be created", errno);
  }
}

TemporaryFile::~TemporaryFile() {
  ::close(descriptor_);
  if (!published_) {
    unlink(path_.c_str());
  }
}

void TemporaryFile::reserve(std::uint64_t size) const {
  const int error = posix_fallocate(descriptor_, 0, static_cast<off_t>(size));
  if (error != 0) {
    fail("no space to write it", error);
  }
}

void TemporaryFile::publish(std::uint64_t size) {
  if (ftruncate(descriptor_, static_cast<off_t>(size)) != 0 || fsync(descriptor_) != 0) {
    fail("cannot be completed", errno);
  }
  if (std::rename(path_.c_str(), target_.c_str()) != 0) {
    fail("cannot be given its name", errno);
  }
  published_ = true;
}

void TemporaryFile::fail(const char* what, int error) const {
  throw TraceError(
      fmt::format("{}: {} ({})", target_, what, std::generic_category().message(error)));
}

}  // namespace dsavp

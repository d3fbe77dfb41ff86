#pragma once

// A file that is written under a temporary name and takes its own name once it is whole.
//
// Left out: writing to it, which is done by path. Sizes are in bytes.
// Errors: a TraceError that names the target and the system's reason.

#include <cstdint>
#include <string>

namespace dsavp {

class TemporaryFile {
 public:
  // Makes an empty file beside `target`.
  explicit TemporaryFile(std::string target);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  // Removes the file unless it was published.
  ~TemporaryFile();

  const std::string& path() const { return path_; }

  // Has the file system set space aside for the first `size` bytes, so that writing those does not
  // meet a full disk. The file may become longer by it.
  void reserve(std::uint64_t size) const;

  // Cuts the file to `size`, brings it to the disk and gives it the name of the target, over any
  // file of that name.
  void publish(std::uint64_t size);

 private:
  [[noreturn]] void fail(const char* what, int error) const;

  std::string target_;
  std::string path_;
  int descriptor_;
  bool published_ = false;
};

}  // namespace dsavp

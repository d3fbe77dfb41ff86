// A run's folder. Files are written under temporary names and take their own when the run has
// succeeded, result.json last; a run that fails or is interrupted leaves nothing new behind.
//
// Errors: std::runtime_error naming the path and the system's reason.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace dsavp {

class OutputFolder {
 public:
  // Makes the folder, and its parents, and sees that it can be written.
  explicit OutputFolder(std::string path);
  ~OutputFolder();
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;

  const std::string& path() const { return path_; }
  // A file open for writing until publish().
  std::FILE* open(const std::string& name);
  void write(const std::string& name, const std::string& content);
  // Brings all files to the disk and gives them their names, in the order in which they were
  // opened.
  void publish();

 private:
  struct File {
    std::string name;
    std::string temporary;
    std::FILE* stream;
  };
  std::vector<int> synchronise() const;
  [[noreturn]] void fail(const std::string& path, const char* doing) const;

  std::string path_;
  std::vector<File> files_;
};

}  // namespace dsavp

#include "platforms/commands/trace/picture_file.h"

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "testbench/traces/temporary_file.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

void require_picture_folder(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return;
  throw TraceError(path + ": cannot be created (there is no such folder)");
}

void write_picture_file(const std::string& path, const std::string& svg) {
  TemporaryFile file(path);
  std::ofstream stream(file.path(), std::ios::binary);
  stream << svg << std::flush;
  if (!stream) throw std::runtime_error(path + ": cannot be written");
  file.publish(svg.size());
}

}  // namespace dsavp

#include "platforms/commands/trace/picture_file.h"

#include <fstream>
#include <stdexcept>

#include "testbench/traces/temporary_file.h"

namespace dsavp {

void write_picture_file(const std::string& path, const std::string& svg) {
  TemporaryFile file(path);
  std::ofstream stream(file.path(), std::ios::binary);
  stream << svg << std::flush;
  if (!stream) throw std::runtime_error(path + ": cannot be written");
  file.publish(svg.size());
}

}  // namespace dsavp

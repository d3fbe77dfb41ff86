#include "platforms/commands/command.h"

#include <cstdio>
#include <stdexcept>

namespace dsavp {

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0) {
    throw std::runtime_error("the terminal or pipe cannot be written");
  }
}

}  // namespace dsavp

#include "platforms/report/child_program.h"

#include <fmt/format.h>

namespace dsavp {

ProgramOutcome run_child_program(const std::vector<std::string>& command, const std::string& input,
                                 const std::string& remedy) {
  try {
    return run_program(command, input);
  } catch (const ProgramNotStarted& reason) {
    throw std::runtime_error(fmt::format("{}, which draws the pictures, cannot be started ({}): {}",
                                         command[0], reason.what(), remedy));
  }
}

}  // namespace dsavp

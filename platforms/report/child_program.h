// Runs a program that draws pictures to its end, with text on its standard input.
//
// Errors: std::runtime_error when the program cannot be started, with `remedy`, or when no temporary
// file can be written.
#pragma once

#include <string>
#include <vector>

#include "platforms/processes/run_program.h"

namespace dsavp {

// `command` is the program's name, looked for as a shell does, and its arguments.
ProgramOutcome run_child_program(const std::vector<std::string>& command, const std::string& input,
                                 const std::string& remedy);

}  // namespace dsavp

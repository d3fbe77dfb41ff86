// Runs another program to its end, with text on its standard input.
//
// Files take the place of pipes, so that nobody waits for anybody.
// Errors: std::runtime_error when the program cannot be started, with `remedy`, or when no temporary
// file can be written.
#pragma once

#include <string>
#include <vector>

namespace dsavp {

struct ChildOutcome {
  int exit_status;  // 128 if a signal has ended it
  std::string out;
  std::string err;
};

// `command` is the program's name, looked for as a shell does, and its arguments.
ChildOutcome run_child_program(const std::vector<std::string>& command, const std::string& input,
                               const std::string& remedy);

}  // namespace dsavp

// Runs another program to its end, without a shell, and keeps what it says.
//
// It is found in PATH, runs in a process group of its own, so that an interruption from the terminal
// does not end it half way, and with the signals as a fresh process has them. What it says is kept in
// temporary files, so that nobody waits for anybody.
// Errors: ProgramNotStarted, whose text is the system's reason; std::runtime_error when there is no
// room for what it says.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace dsavp {

struct ProgramNotStarted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ProgramOutcome {
  int status = 0;  // exit status; 128 + the signal that ended it
  std::string out;
  std::string err;
};

// The first argument is the program. `input` becomes its standard input.
ProgramOutcome run_program(std::vector<std::string> arguments, const std::string& input = "");

}  // namespace dsavp

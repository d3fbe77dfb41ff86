// The same study with nothing reserved, run in a process of its own beside the study's: SystemC
// simulates one platform per process.
//
// What it has to say is kept for wait(), since when it fails the study's own run mostly fails alike.
// Errors: std::runtime_error when no process can be started.
#pragma once

#include <sys/types.h>

#include <string>

#include "platforms/exit_status.h"
#include "platforms/run_study.h"

namespace dsavp {

class BaselineProcess {
 public:
  BaselineProcess(Study study, const RunOptions& options);
  BaselineProcess(const BaselineProcess&) = delete;
  BaselineProcess& operator=(const BaselineProcess&) = delete;

  // Asks it to end early; wait() is still due.
  void interrupt() const;
  // Waits for its end; its exit status, and what it said on standard error.
  ExitStatus wait(std::string& said);

 private:
  pid_t child_ = -1;
  int messages_ = -1;
};

}  // namespace dsavp

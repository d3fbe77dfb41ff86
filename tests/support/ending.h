// How a simulation ends as a program: exit status and standard error, of a child process.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#include <string>

#include "platforms/exit_status.h"

namespace dsavp::test {

struct Ending {
  int status = -1;
  std::string err;
};

// `body` builds and runs the simulation; what it throws is told as the program tells it.
template <class Body>
Ending ending_of(Body&& body) {
  int ends[2];
  std::fflush(nullptr);
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no process");
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    const ExitStatus status = guarded([&body] {
      body();
      return kDone;
    });
    std::fflush(nullptr);
    _exit(status);
  }
  close(ends[1]);
  Ending ending;
  char buffer[4096];
  for (ssize_t n; (n = read(ends[0], buffer, sizeof buffer)) > 0;) {
    ending.err.append(buffer, static_cast<std::size_t>(n));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ending.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return ending;
}

}  // namespace dsavp::test

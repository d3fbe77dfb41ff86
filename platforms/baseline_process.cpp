#include "platforms/baseline_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <utility>

namespace dsavp {

BaselineProcess::BaselineProcess(Study study, const RunOptions& options) {
  study.config.llc.reservation = {};
  int ends[2];
  std::fflush(nullptr);
  if (pipe(ends) != 0 || (child_ = fork()) < 0) {
    throw std::runtime_error("the baseline's process cannot be started");
  }
  if (child_ == 0) {
    dup2(ends[1], STDERR_FILENO);
    const ExitStatus status = guarded([&] {
      run_study(study, options);
      return kDone;
    });
    std::fflush(nullptr);
    _exit(status);
  }
  close(ends[1]);
  messages_ = ends[0];
}

void BaselineProcess::interrupt() const {
  kill(child_, SIGINT);
}

ExitStatus BaselineProcess::wait(std::string& said) {
  char buffer[4096];
  for (ssize_t n; (n = read(messages_, buffer, sizeof buffer)) != 0;) {
    if (n > 0) {
      said.append(buffer, static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      break;
    }
  }
  close(messages_);
  int status = 0;
  while (waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? static_cast<ExitStatus>(WEXITSTATUS(status)) : kRunFailed;
}

}  // namespace dsavp

#include "platforms/processes/child_pool.h"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <thread>

namespace dsavp {
namespace {

[[noreturn]] void be_child(const std::function<int(int)>& work, int to, pid_t parent) {
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGTERM, SIG_IGN);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(1);  // it ended before it could be watched
  const int status = work(to);
  std::fflush(nullptr);
  _exit(status);
}

}  // namespace

ChildPool::ChildPool(int most)
    : most_(most > 0 ? static_cast<std::size_t>(most)
                     : std::max(1U, std::thread::hardware_concurrency())) {}

ChildPool::~ChildPool() {
  end_all();
}

void ChildPool::end_all() {
  for (const Child& child : children_) kill(child.process, SIGKILL);
  for (const Child& child : children_) {
    close(child.from);
    reap(child);
  }
  children_.clear();
}

void ChildPool::start(std::size_t job, const std::function<int(int to)>& work) {
  int ends[2];
  std::fflush(nullptr);
  if (pipe(ends) != 0) throw std::runtime_error("no pipe to a child process can be made");
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    close(ends[0]);
    close(ends[1]);
    throw std::runtime_error("no child process can be started");
  }
  if (process == 0) {
    close(ends[0]);
    for (const Child& sibling : children_) close(sibling.from);
    be_child(work, ends[1], parent);
  }
  close(ends[1]);
  children_.push_back({job, process, ends[0], {}});
}

std::vector<ChildPool::End> ChildPool::wait(int ms) {
  std::vector<End> ended;
  std::vector<pollfd> polled;
  for (const Child& child : children_) polled.push_back({child.from, POLLIN, 0});
  if (poll(polled.data(), polled.size(), ms) < 0) return ended;
  for (std::size_t i = polled.size(); i-- > 0;) {
    if (polled[i].revents == 0 || read_from(children_[i])) continue;
    const Child child = std::move(children_[i]);
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(i));
    close(child.from);
    ended.push_back({child.job, reap(child), child.said});
  }
  return ended;
}

// False at the end of what it says.
bool ChildPool::read_from(Child& child) {
  char buffer[65536];
  const ssize_t n = read(child.from, buffer, sizeof buffer);
  if (n > 0) child.said.append(buffer, static_cast<std::size_t>(n));
  return n != 0;
}

int ChildPool::reap(const Child& child) {
  int status = 0;
  while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string ending_text(int status) {
  if (WIFSIGNALED(status)) return "signal " + std::to_string(WTERMSIG(status));
  return "status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace dsavp

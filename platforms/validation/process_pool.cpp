#include "platforms/validation/process_pool.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <numeric>
#include <stdexcept>
#include <thread>

namespace dsavp {
namespace {

constexpr int kPollMs = 200;  // how late an interruption may be noticed

// What a child does: the answer, or what went wrong, as JSON.
[[noreturn]] void answer(const ProcessJob& job, int to) {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  nlohmann::json message;
  try {
    message["answer"] = job.run();
  } catch (const std::exception& error) {
    message["error"] = error.what();
  }
  const std::string text = message.dump();
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(to, text.data() + sent, text.size() - sent);
    if (n < 0 && errno != EINTR) _exit(3);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  _exit(0);
}

class Pool {
 public:
  Pool(const std::vector<ProcessJob>& jobs, const ProcessPoolOptions& options)
      : jobs_(jobs), options_(options), answers_(jobs.size()), order_(jobs.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return jobs[a].cost > jobs[b].cost; });
    const int processors = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    most_ = static_cast<std::size_t>(options.processes > 0 ? options.processes : processors);
  }
  ~Pool() {
    for (const Child& child : children_) kill(child.process, SIGKILL);
    for (const Child& child : children_) {
      close(child.from);
      reap(child);
    }
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  std::vector<nlohmann::json> run() {
    std::size_t done = 0;
    while (done < jobs_.size()) {
      while (children_.size() < most_ && started_ < jobs_.size()) start(order_[started_++]);
      const std::size_t before = children_.size();
      wait();
      done += before - children_.size();
      if (before != children_.size() && options_.progress) options_.progress(done, jobs_.size());
    }
    return std::move(answers_);
  }

 private:
  struct Child {
    std::size_t job;
    pid_t process;
    int from;
    std::string said;
  };

  void start(std::size_t job) {
    int ends[2];
    std::fflush(nullptr);
    if (pipe(ends) != 0) throw std::runtime_error("no pipe to a child process can be made");
    const pid_t process = fork();
    if (process < 0) {
      close(ends[0]);
      close(ends[1]);
      throw std::runtime_error("no child process can be started");
    }
    if (process == 0) {
      close(ends[0]);
      answer(jobs_[job], ends[1]);
    }
    close(ends[1]);
    children_.push_back({job, process, ends[0], {}});
  }

  // Until some child has said something or ended.
  void wait() {
    if (options_.interrupted != nullptr && *options_.interrupted != 0) {
      throw std::runtime_error("interrupted, no result is written");
    }
    std::vector<pollfd> polled;
    for (const Child& child : children_) polled.push_back({child.from, POLLIN, 0});
    if (poll(polled.data(), polled.size(), kPollMs) < 0) return;
    for (std::size_t i = polled.size(); i-- > 0;) {
      if (polled[i].revents != 0) read_from(i);
    }
  }

  void read_from(std::size_t index) {
    char buffer[65536];
    Child& child = children_[index];
    const ssize_t n = read(child.from, buffer, sizeof buffer);
    if (n < 0) return;
    child.said.append(buffer, static_cast<std::size_t>(n));
    if (n == 0) end(index);
  }

  void end(std::size_t index) {
    const Child child = std::move(children_[index]);
    children_.erase(children_.begin() + static_cast<std::ptrdiff_t>(index));
    close(child.from);
    const int status = reap(child);
    const std::string& name = jobs_[child.job].name;
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
      throw std::runtime_error(fmt::format(
          "{}: its process ended with {} {}", name, WIFSIGNALED(status) ? "signal" : "status",
          WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status)));
    }
    const nlohmann::json message = nlohmann::json::parse(child.said);
    if (message.contains("error")) {
      throw std::runtime_error(name + ": " + message["error"].get<std::string>());
    }
    answers_[child.job] = message["answer"];
  }

  static int reap(const Child& child) {
    int status = 0;
    while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
  }

  const std::vector<ProcessJob>& jobs_;
  const ProcessPoolOptions& options_;
  std::vector<nlohmann::json> answers_;
  std::vector<std::size_t> order_;
  std::vector<Child> children_;
  std::size_t most_ = 1;
  std::size_t started_ = 0;
};

}  // namespace

std::vector<nlohmann::json> run_in_processes(const std::vector<ProcessJob>& jobs,
                                             const ProcessPoolOptions& options) {
  return Pool(jobs, options).run();
}

}  // namespace dsavp

#include "platforms/processes/process_pool.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <numeric>
#include <stdexcept>

#include "platforms/processes/child_pool.h"

namespace dsavp {
namespace {

constexpr int kPollMs = 200;  // how late an interruption may be noticed

// What a child does: the answer, or what went wrong, as JSON.
int answer(const ProcessJob& job, int to) {
  nlohmann::json message;
  try {
    message["answer"] = job.run();
  } catch (const std::exception& error) {
    message["error"] = error.what();
  }
  const std::string text = message.dump();
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t n = write(to, text.data() + sent, text.size() - sent);
    if (n < 0 && errno != EINTR) return 3;
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
  return 0;
}

nlohmann::json answer_of(const ProcessJob& job, const ChildPool::End& end) {
  if (!WIFEXITED(end.status) || WEXITSTATUS(end.status) != 0) {
    throw std::runtime_error(
        fmt::format("{}: its process ended with {}", job.name, ending_text(end.status)));
  }
  const nlohmann::json message = nlohmann::json::parse(end.said);
  if (message.contains("error")) {
    throw std::runtime_error(job.name + ": " + message["error"].get<std::string>());
  }
  return message["answer"];
}

std::vector<std::size_t> dearest_first(const std::vector<ProcessJob>& jobs) {
  std::vector<std::size_t> order(jobs.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return jobs[a].cost > jobs[b].cost; });
  return order;
}

}  // namespace

std::vector<nlohmann::json> run_in_processes(const std::vector<ProcessJob>& jobs,
                                             const ProcessPoolOptions& options) {
  const std::vector<std::size_t> order = dearest_first(jobs);
  std::vector<nlohmann::json> answers(jobs.size());
  ChildPool children(options.processes);
  std::size_t started = 0;
  for (std::size_t done = 0; done < jobs.size();) {
    for (; !children.full() && started < jobs.size(); ++started) {
      const ProcessJob& job = jobs[order[started]];
      children.start(order[started], [&job](int to) { return answer(job, to); });
    }
    if (options.interrupted != nullptr && *options.interrupted != 0) {
      throw std::runtime_error("interrupted, no result is written");
    }
    const std::vector<ChildPool::End> ended = children.wait(kPollMs);
    for (const ChildPool::End& end : ended) answers[end.job] = answer_of(jobs[end.job], end);
    done += ended.size();
    if (!ended.empty() && options.progress) options.progress(done, jobs.size());
  }
  return answers;
}

}  // namespace dsavp

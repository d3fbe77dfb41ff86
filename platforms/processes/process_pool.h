// Runs jobs in child processes, as many at once as there are processors; collects their answers.
//
// Jobs that cost most start first. A child that throws, or dies, fails the whole; the
// others are then ended.
// Errors: std::runtime_error naming the job, or saying that the work was interrupted.
#pragma once

#include <csignal>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dsavp {

struct ProcessJob {
  std::string name;  // for messages
  double cost = 1;   // against the other jobs'
  std::function<nlohmann::json()> run;
};

struct ProcessPoolOptions {
  int processes = 0;  // at once; 0: as many as there are processors
  // Not null: children are ended once it becomes non-zero.
  const volatile std::sig_atomic_t* interrupted = nullptr;
  std::function<void(std::size_t done, std::size_t total)> progress;
};

// The answers, in the jobs' order.
std::vector<nlohmann::json> run_in_processes(const std::vector<ProcessJob>& jobs,
                                             const ProcessPoolOptions& options);

}  // namespace dsavp

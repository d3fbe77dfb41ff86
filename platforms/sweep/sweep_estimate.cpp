#include "platforms/sweep/sweep_estimate.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

#include "platforms/exit_status.h"
#include "platforms/processes/child_pool.h"
#include "platforms/run_study.h"
#include "platforms/sweep/sweep_engine.h"

namespace dsavp {
namespace {

constexpr std::int64_t kTrialSteps = 2;

// Gone with everything in it at the end of its scope.
struct TrialFolder {
  std::string path =
      (std::filesystem::temp_directory_path() / fmt::format("dsa-vp-trial-{}", getpid())).string();
  ~TrialFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

}  // namespace

double seconds_per_cost(const std::vector<const SweepRun*>& runs) {
  const SweepRun& cheapest = **std::min_element(
      runs.begin(), runs.end(),
      [](const SweepRun* a, const SweepRun* b) { return cost_of(a->study) < cost_of(b->study); });
  Study trial = cheapest.study;
  trial.steps = std::min(trial.steps, kTrialSteps);
  const TrialFolder folder;
  RunOptions options;
  options.output = folder.path;
  const auto begin = std::chrono::steady_clock::now();
  ChildPool child(1);
  child.start(0, [&](int to) {
    dup2(to, STDERR_FILENO);
    return guarded([&] {
      run_study(trial, options);
      return kDone;
    });
  });
  std::vector<ChildPool::End> ended;
  while (ended.empty()) ended = child.wait(100);
  if (ended[0].status != 0) {
    throw std::runtime_error(fmt::format("{}: {}", cheapest.name, ended[0].said));
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  return elapsed.count() / cost_of(trial);
}

}  // namespace dsavp

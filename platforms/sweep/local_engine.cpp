#include "platforms/sweep/local_engine.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "platforms/exit_status.h"
#include "platforms/processes/child_pool.h"
#include "platforms/run_study.h"

namespace dsavp {
namespace {

constexpr int kPollMs = 100;  // how late an interruption may be noticed

// In the run's process; what goes wrong is said to `to`.
int run_one(const SweepRun& run, const std::string& folder, int to) {
  dup2(to, STDERR_FILENO);
  RunOptions options;
  options.output = folder;
  return guarded([&] {
    run_study(run.study, options);
    return kDone;
  });
}

std::string error_of(const ChildPool::End& end, bool finished) {
  if (finished) return "";
  std::string said = end.said;
  while (!said.empty() && said.back() == '\n') said.pop_back();
  const std::string prefix = "dsa-vp: ";
  if (said.rfind(prefix, 0) == 0) said.erase(0, prefix.size());
  return said.empty() ? "its process ended with " + ending_text(end.status) : said;
}

}  // namespace

double cost_of(const Study& study) {
  const double sets = double(study.steps) * study.layers * study.config.workload.batch;
  const bool loose = study.config.simulation.abstraction == Abstraction::kLooselyTimed;
  return sets * (study.trace.top_k + 64) * (loose ? 0.3 : 1.0);
}

bool LocalEngine::run(const std::vector<const SweepRun*>& runs, const SweepFolder& folder,
                      const Ended& ended) {
  std::vector<const SweepRun*> order = runs;
  std::stable_sort(order.begin(), order.end(), [](const SweepRun* a, const SweepRun* b) {
    return cost_of(a->study) > cost_of(b->study);
  });
  std::vector<const SweepRun*> open;
  const auto interrupt_check = [&](ChildPool& children) {
    if (*interrupted_ == 0) return;
    children.end_all();
    for (const SweepRun* run : open) {
      if (!folder.finished(run->digest)) folder.clear(run->digest);
    }
    throw Interrupted("interrupted");
  };
  ChildPool children(processes_);
  for (std::size_t next = 0; next < order.size() || !children.empty();) {
    interrupt_check(children);
    for (; !children.full() && next < order.size(); ++next) {
      const SweepRun& run = *order[next];
      folder.clear(run.digest);
      open.push_back(&run);
      const std::string path = folder.run_path(run.digest);
      children.start(next, [&run, &path](int to) { return run_one(run, path, to); });
    }
    for (const ChildPool::End& end : children.wait(kPollMs)) {
      const SweepRun& run = *order[end.job];
      const bool finished = folder.finished(run.digest);
      if (!finished) folder.clear(run.digest);
      open.erase(std::find(open.begin(), open.end(), &run));
      ended(run, error_of(end, finished));
    }
  }
  return true;
}

}  // namespace dsavp

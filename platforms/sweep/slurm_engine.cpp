#include "platforms/sweep/slurm_engine.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "platforms/sweep/slurm_runs.h"

namespace dsavp {
namespace {

// What the run's process said, as one of this process would have said it.
std::string error_in(std::string said) {
  while (!said.empty() && said.back() == '\n') said.pop_back();
  const std::string prefix = "dsa-vp: ";
  if (said.rfind(prefix, 0) == 0) said.erase(0, prefix.size());
  return said.empty() ? "it failed and said nothing" : said;
}

void say(const std::string& line, bool on_terminal) {
  fmt::print(stderr, "{}{}\n", on_terminal ? "\r\033[K" : "", line);
}

}  // namespace

bool SlurmEngine::run(const std::vector<const SweepRun*>& runs, const SweepFolder& folder,
                      const Ended& ended) {
  SlurmObserver observer;
  observer.ended = [&](const SweepRun& run, const std::optional<std::string>& failure) {
    if (failure) folder.clear(run.digest);
    ended(run, failure ? error_in(*failure) : "");
  };
  observer.say = [this](const std::string& line) { say(line, show_progress_); };
  const std::string path = std::filesystem::canonical(folder.path());
  return SlurmRuns(path, options_, interrupted_, observer).bring_to_end(runs);
}

}  // namespace dsavp

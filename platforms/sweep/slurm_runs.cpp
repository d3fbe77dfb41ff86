#include "platforms/sweep/slurm_runs.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>
#include <utility>

namespace dsavp {

namespace fs = std::filesystem;

namespace {

// A folder that is read anew shows what other machines of a shared file system have written to it.
bool has_result(const std::string& sweep_folder, const std::string& digest) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(sweep_folder + "/points/" + digest, error)) {
    if (entry.path().filename() == "result.json") return true;
  }
  return false;
}

void remove_left_by_killed(const std::string& sweep_folder, const std::string& digest) {
  std::error_code ignored;
  fs::remove_all(sweep_folder + "/points/" + digest, ignored);
}

std::string last_line_of(const std::string& path) {
  std::ifstream file(path);
  std::string last;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) last = line;
  }
  return last;
}

}  // namespace

SlurmRuns::SlurmRuns(const std::string& sweep_folder, const SlurmOptions& options,
                     const volatile std::sig_atomic_t* interrupted, SlurmObserver observer)
    : sweep_folder_(sweep_folder),
      options_(options),
      interrupted_(interrupted),
      observer_(std::move(observer)),
      slurm_(options),
      ledger_(sweep_folder),
      queue_(slurm_) {}

bool SlurmRuns::bring_to_end(const SweepRuns& runs) {
  open_ = runs;
  for (bool first = true;; first = false) {
    if (queue_.look(ledger_)) {
      settle();
      const bool none_under_way = missing().size() == open_.size();
      if (first || none_under_way) submit_missing();
    }
    if (open_.empty()) break;
    if (options_.detach) {
      say_under_way();
      return false;
    }
    wait_between_looks();
  }
  ledger_.close(any_failed_, queue_.job_names());
  return true;
}

// Of the runs that are not under way, takes out those that have ended.
void SlurmRuns::settle() {
  const auto ended = [this](const SweepRun* run) {
    if (queue_.has(run->digest)) return false;
    if (has_result(sweep_folder_, run->digest)) {
      observer_.ended(*run, std::nullopt);
      return true;
    }
    const auto failure = ledger_.failure(run->digest);
    if (failure) fail(*run, *failure);
    return failure.has_value();
  };
  const auto left = std::remove_if(open_.begin(), open_.end(), ended);
  if (left != open_.end()) wait_ = kSlurmShortestWait;
  open_.erase(left, open_.end());
}

void SlurmRuns::fail(const SweepRun& run, const std::string& failure) {
  any_failed_ = true;
  observer_.ended(run, failure);
}

SweepRuns SlurmRuns::missing() const {
  SweepRuns runs;
  std::copy_if(open_.begin(), open_.end(), std::back_inserter(runs),
               [this](const SweepRun* run) { return !queue_.has(run->digest); });
  return runs;
}

void SlurmRuns::submit_missing() {
  SweepRuns runs = missing();
  const auto tried = [this](const SweepRun* run) { return ledger_.tries(run->digest) > 0; };
  if (std::any_of(runs.begin(), runs.end(), tried)) {
    wait(kSlurmFilesDelay);
    settle();
    give_up();
    runs = missing();
  }
  if (runs.empty()) return;
  const auto again = std::count_if(runs.begin(), runs.end(), tried);
  ledger_.add(submit_arrays(runs));
  if (again > 0) observer_.say(fmt::format("{} of them again: their tasks are gone", again));
  wait_ = kSlurmShortestWait;
  queue_.look(ledger_);
}

// Takes out the runs whose last task is gone.
void SlurmRuns::give_up() {
  const auto lost = [this](const SweepRun* run) {
    if (queue_.has(run->digest) || ledger_.tries(run->digest) < kSlurmTries) return false;
    const std::string log = ledger_.log_of(run->digest);
    const std::string last = last_line_of(log);
    fail(*run, fmt::format("{} tasks have ended without a result, see {}{}{}", kSlurmTries, log,
                           last.empty() ? "" : ", which ends: ", last));
    return true;
  };
  open_.erase(std::remove_if(open_.begin(), open_.end(), lost), open_.end());
}

// All of them or, if one is refused, none.
std::vector<SlurmSubmission> SlurmRuns::submit_arrays(const SweepRuns& runs) {
  const auto most = static_cast<std::size_t>(slurm_.largest_array());
  for (const SweepRun* run : runs) remove_left_by_killed(sweep_folder_, run->digest);
  std::vector<SlurmSubmission> made;
  std::vector<std::string> jobs;
  try {
    for (std::size_t begin = 0; begin < runs.size(); begin += most) {
      const auto first = runs.begin() + static_cast<std::ptrdiff_t>(begin);
      const std::size_t tasks = std::min(most, runs.size() - begin);
      made.push_back(SlurmSubmission::make(sweep_folder_,
                                           {first, first + static_cast<std::ptrdiff_t>(tasks)}));
      const bool one_after_the_other = options_.limit > 0 && !jobs.empty();
      jobs.push_back(slurm_.submit(made.back().array(one_after_the_other ? jobs.back() : "")));
    }
  } catch (...) {
    for (const SlurmSubmission& submission : made) {
      if (!jobs.empty()) slurm_.cancel({submission.job_name()});
      submission.remove();
    }
    throw;
  }
  observer_.say(fmt::format("submitted {} runs to Slurm: job{} {}", runs.size(),
                            jobs.size() > 1 ? "s" : "", fmt::join(jobs, ", ")));
  return made;
}

void SlurmRuns::say_under_way() const {
  const SlurmProgress& progress = queue_.progress();
  const std::string reason = progress.reason.empty() || progress.reason == "None"
                                 ? ""
                                 : fmt::format(" ({})", progress.reason);
  observer_.say(fmt::format("in Slurm's queue: {} running, {} waiting{}", progress.running,
                            progress.waiting, reason));
}

void SlurmRuns::wait_between_looks() {
  wait(wait_);
  wait_ = std::min(kSlurmLongestWait, wait_ * 5 / 4);
}

void SlurmRuns::wait(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    if (interrupted_ != nullptr && *interrupted_ != 0) cancel();
    const auto left = end - std::chrono::steady_clock::now();
    if (left <= left.zero()) return;
    std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(left, kSlurmShortestWait));
  }
}

void SlurmRuns::cancel() {
  slurm_.cancel(ledger_.job_names());
  ledger_.close(true, queue_.job_names());
  throw Interrupted("interrupted, the tasks in Slurm's queue cancelled,");
}

}  // namespace dsavp

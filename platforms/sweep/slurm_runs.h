// Brings runs to an end as tasks of Slurm.
//
// What is known of a run lies in the sweep's folder and in Slurm's queue, nowhere else, so a command
// may leave at any time and another go on:
//
//   its result is there            finished
//   a task of it is in the queue   under way: it is waited for
//   its task left a failure        failed
//   its task is gone, with neither submitted anew: it was killed, ran out of memory or time, or its
//                                  machine failed. At most kSlurmTries tasks, then failed
//
// Tasks that are gone are submitted anew together, when no other is left. Files may come late from a
// shared file system: a run counts as gone only after kSlurmFilesDelay.
// Errors: those of SlurmClient and SlurmSubmission; Interrupted.
#pragma once

#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platforms/sweep/slurm_ledger.h"
#include "platforms/sweep/slurm_queue.h"

namespace dsavp {

constexpr int kSlurmTries = 3;
constexpr std::chrono::milliseconds kSlurmFilesDelay{3000};
constexpr std::chrono::milliseconds kSlurmShortestWait{250};  // between looks at the queue
constexpr std::chrono::milliseconds kSlurmLongestWait{5000};

struct SlurmObserver {
  // Of each run once. `failure`: what it has said; none if it has finished.
  std::function<void(const SweepRun& run, const std::optional<std::string>& failure)> ended;
  // A line for the user.
  std::function<void(const std::string& line)> say;
};

class SlurmRuns {
 public:
  // `sweep_folder` is absolute. `interrupted` may be null.
  SlurmRuns(const std::string& sweep_folder, const SlurmOptions& options,
            const volatile std::sig_atomic_t* interrupted, SlurmObserver observer);

  // Whether all have ended: told to detach, it does not wait for those under way.
  bool bring_to_end(const SweepRuns& runs);

 private:
  void settle();
  // Those that have neither ended nor are under way.
  SweepRuns missing() const;
  void submit_missing();
  void give_up();
  void fail(const SweepRun& run, const std::string& failure);
  std::vector<SlurmSubmission> submit_arrays(const SweepRuns& runs);
  void say_under_way() const;
  void wait_between_looks();
  void wait(std::chrono::milliseconds time);
  [[noreturn]] void cancel();

  const std::string sweep_folder_;
  const SlurmOptions options_;
  const volatile std::sig_atomic_t* const interrupted_;
  const SlurmObserver observer_;
  const SlurmClient slurm_;
  SlurmLedger ledger_;
  SlurmQueue queue_;
  SweepRuns open_;  // have not ended
  std::chrono::milliseconds wait_ = kSlurmShortestWait;
  bool any_failed_ = false;
};

}  // namespace dsavp

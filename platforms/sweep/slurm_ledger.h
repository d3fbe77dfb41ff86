// All submissions of a sweep: what they say of a run.
//
// Closed submissions count for nothing but their tasks that Slurm has not ended yet.
// Errors: those of SlurmSubmission.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platforms/sweep/slurm_submission.h"

namespace dsavp {

class SlurmLedger {
 public:
  explicit SlurmLedger(const std::string& sweep_folder)
      : submissions_(SlurmSubmission::all_of(sweep_folder)) {}

  void add(const std::vector<SlurmSubmission>& submissions);
  std::vector<std::string> job_names() const;
  // The run of a task; null if the task is none of ours.
  const std::string* digest_of(const SlurmTask& task) const;

  int tries(const std::string& digest) const;
  std::optional<std::string> failure(const std::string& digest) const;
  // Of its last try; empty if there was none.
  std::string log_of(const std::string& digest) const;

  // Through with all. Folders go, but for those with logs to be read, if `keep_logs`, and those of
  // the jobs given.
  void close(bool keep_logs, const std::vector<std::string>& jobs_left);

 private:
  std::vector<SlurmSubmission> submissions_;
};

}  // namespace dsavp

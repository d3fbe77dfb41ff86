// Runs of a sweep that are handed to Slurm as one job array: a folder in DIR/.slurm, whose name, with
// `dsa-vp-` before it, is the job's. No other job has it.
//
//   points          the runs' digests, a line each; a task runs one line
//   DIGEST.yaml     their configurations
//   job.sh          what a task does: `dsa-vp run`, into DIR/points/DIGEST
//   log/TASK        what a task says, and Slurm of it
//   status/DIGEST   of a run that has failed: its exit status, and from the second line on what it
//                   said
//   closed          the sweep is through with it, or it was cancelled: what it left counts no more
//
// The folder is whole before the job is submitted. A task leaves a run's files, a status or, if it was
// killed, neither.
// Errors: ConfigError for a folder that Slurm cannot take; std::runtime_error naming what cannot be written or read.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platforms/sweep/slurm_client.h"
#include "platforms/sweep/sweep_engine.h"

namespace dsavp {

using SweepRuns = std::vector<const SweepRun*>;

class SlurmSubmission {
 public:
  // Makes the folder; nothing is submitted. `sweep_folder` is absolute here and below.
  static SlurmSubmission make(const std::string& sweep_folder, const SweepRuns& runs);
  // Those of the sweep, the oldest first. What is not whole is removed.
  static std::vector<SlurmSubmission> all_of(const std::string& sweep_folder);

  // As Slurm is asked for it. `after`: as in SlurmArray.
  SlurmArray array(const std::string& after) const;
  const std::string& job_name() const { return job_name_; }
  const std::vector<std::string>& digests() const { return digests_; }
  bool has(const std::string& digest) const { return tasks_.count(digest) != 0; }

  // What a run that failed has said; none if it has not.
  std::optional<std::string> failure(const std::string& digest) const;
  // Only of a run that is in it.
  std::string log_of(const std::string& digest) const;

  bool closed() const { return closed_; }
  void close();
  void remove() const;

 private:
  SlurmSubmission(const std::string& sweep_folder, const std::string& name);

  std::string points_folder_;
  std::string folder_;
  std::string job_name_;
  std::vector<std::string> digests_;
  std::unordered_map<std::string, std::size_t> tasks_;  // by digest
  bool closed_ = false;
};

}  // namespace dsavp

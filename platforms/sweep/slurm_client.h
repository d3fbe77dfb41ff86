// Slurm's commands: sbatch, squeue, scancel, scontrol. No accounting database is needed.
//
// Jobs are known by their names, which the caller makes unlike any other, so that a job is found
// again even if nobody noted the number that Slurm gave it.
// Left out: federations, and clusters other than the one that Slurm's configuration names.
// Errors: SlurmError of one line when a command is missing or fails; std::runtime_error when its answer
// is not understood; ConfigError where Slurm refuses what the user's options ask for.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "platforms/sweep/slurm_options.h"

namespace dsavp {

struct SlurmError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct SlurmArray {
  std::string name;
  std::string folder;  // where its tasks begin
  std::string log;     // absolute, with sbatch's patterns
  std::string script;
  std::vector<std::string> arguments;  // of the script
  int tasks = 0;                       // numbered from 0
  std::string after;                   // number of the job that has to end first, or empty
};

struct SlurmTask {
  std::string job_name;
  int index = 0;
  bool running = false;  // else it waits to
  std::string reason;    // Slurm's word for why it waits
};

class SlurmClient {
 public:
  explicit SlurmClient(SlurmOptions options) : options_(std::move(options)) {}

  // Tasks of one array at most.
  int largest_array() const;
  // The job's number.
  std::string submit(const SlurmArray& array) const;
  // What has not ended yet of this user's jobs of these names.
  std::vector<SlurmTask> queued(const std::vector<std::string>& job_names) const;
  void cancel(const std::vector<std::string>& job_names) const;

 private:
  SlurmOptions options_;
};

}  // namespace dsavp

// What of a sweep Slurm has not ended yet, as last seen.
//
// A controller that restarts, or that has much to do, does not answer for a while: what was seen last
// then holds on, for up to kSlurmSilence.
// Errors: SlurmError when Slurm does not answer at first, or for longer than that.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "platforms/sweep/slurm_client.h"
#include "platforms/sweep/slurm_ledger.h"

namespace dsavp {

constexpr std::chrono::minutes kSlurmSilence{10};

struct SlurmProgress {
  std::size_t running = 0;
  std::size_t waiting = 0;
  std::string reason;  // Slurm's word for why the first of those waits
};

class SlurmQueue {
 public:
  explicit SlurmQueue(const SlurmClient& slurm) : slurm_(slurm) {}

  // False if there was no answer.
  bool look(const SlurmLedger& ledger);

  bool has(const std::string& digest) const { return digests_.count(digest) != 0; }
  const SlurmProgress& progress() const { return progress_; }
  std::vector<std::string> job_names() const { return {jobs_.begin(), jobs_.end()}; }

 private:
  std::optional<std::vector<SlurmTask>> answer(const std::vector<std::string>& job_names);

  const SlurmClient& slurm_;
  std::unordered_set<std::string> digests_;
  std::unordered_set<std::string> jobs_;
  SlurmProgress progress_;
  std::optional<std::chrono::steady_clock::time_point> last_answer_;
};

}  // namespace dsavp

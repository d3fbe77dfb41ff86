#include "platforms/sweep/slurm_queue.h"

namespace dsavp {

std::optional<std::vector<SlurmTask>> SlurmQueue::answer(
    const std::vector<std::string>& job_names) {
  const auto now = std::chrono::steady_clock::now();
  try {
    auto tasks = slurm_.queued(job_names);
    last_answer_ = now;
    return tasks;
  } catch (const SlurmError&) {
    if (!last_answer_ || now - *last_answer_ > kSlurmSilence) throw;
    return std::nullopt;
  }
}

bool SlurmQueue::look(const SlurmLedger& ledger) {
  const auto tasks = answer(ledger.job_names());
  if (!tasks) return false;
  digests_.clear();
  jobs_.clear();
  progress_ = {};
  for (const SlurmTask& task : *tasks) {
    const std::string* digest = ledger.digest_of(task);
    if (digest == nullptr) continue;
    digests_.insert(*digest);
    jobs_.insert(task.job_name);
    (task.running ? progress_.running : progress_.waiting) += 1;
    if (!task.running && progress_.reason.empty()) progress_.reason = task.reason;
  }
  return true;
}

}  // namespace dsavp

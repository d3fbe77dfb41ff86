#include "platforms/sweep/slurm_ledger.h"

#include <algorithm>

namespace dsavp {

void SlurmLedger::add(const std::vector<SlurmSubmission>& submissions) {
  submissions_.insert(submissions_.end(), submissions.begin(), submissions.end());
}

std::vector<std::string> SlurmLedger::job_names() const {
  std::vector<std::string> names;
  for (const SlurmSubmission& submission : submissions_) names.push_back(submission.job_name());
  return names;
}

const std::string* SlurmLedger::digest_of(const SlurmTask& task) const {
  for (const SlurmSubmission& submission : submissions_) {
    const auto& digests = submission.digests();
    if (submission.job_name() == task.job_name && task.index < static_cast<int>(digests.size())) {
      return &digests[static_cast<std::size_t>(task.index)];
    }
  }
  return nullptr;
}

int SlurmLedger::tries(const std::string& digest) const {
  return static_cast<int>(
      std::count_if(submissions_.begin(), submissions_.end(),
                    [&](const SlurmSubmission& one) { return !one.closed() && one.has(digest); }));
}

std::optional<std::string> SlurmLedger::failure(const std::string& digest) const {
  for (const SlurmSubmission& submission : submissions_) {
    if (submission.closed() || !submission.has(digest)) continue;
    if (auto failure = submission.failure(digest)) return failure;
  }
  return std::nullopt;
}

std::string SlurmLedger::log_of(const std::string& digest) const {
  const auto last = std::find_if(submissions_.rbegin(), submissions_.rend(),
                                 [&](const auto& one) { return !one.closed() && one.has(digest); });
  return last == submissions_.rend() ? "" : last->log_of(digest);
}

void SlurmLedger::close(bool keep_logs, const std::vector<std::string>& jobs_left) {
  for (SlurmSubmission& submission : submissions_) {
    const bool left =
        std::find(jobs_left.begin(), jobs_left.end(), submission.job_name()) != jobs_left.end();
    if (!left && (submission.closed() || !keep_logs)) {
      submission.remove();
    } else if (!submission.closed()) {
      submission.close();
    }
  }
  submissions_.clear();
}

}  // namespace dsavp

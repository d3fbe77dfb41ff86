// Runs a sweep on a cluster, as job arrays of Slurm.
//
// A run is `dsa-vp run` of its effective configuration, by this program's own file: that, the sweep's
// folder and the trace have to be at the same paths on the cluster's machines. Interrupted, it cancels
// its tasks.
// Errors: as of SweepEngine, and those of SlurmRuns.
#pragma once

#include <csignal>

#include "platforms/sweep/slurm_options.h"
#include "platforms/sweep/sweep_engine.h"

namespace dsavp {

class SlurmEngine : public SweepEngine {
 public:
  SlurmEngine(SlurmOptions options, const volatile std::sig_atomic_t* interrupted,
              bool show_progress)
      : options_(std::move(options)), interrupted_(interrupted), show_progress_(show_progress) {}

  bool run(const std::vector<const SweepRun*>& runs, const SweepFolder& folder,
           const Ended& ended) override;

 private:
  const SlurmOptions options_;
  const volatile std::sig_atomic_t* const interrupted_;
  const bool show_progress_;
};

}  // namespace dsavp

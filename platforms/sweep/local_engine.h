// Runs a sweep on this machine, a process for each run, as many at once as there are processors.
//
// Those that cost most start first, so that the last ones are short. Interrupted, it ends its
// processes at once and removes what they have left.
// Errors: as of SweepEngine.
#pragma once

#include <csignal>

#include "platforms/sweep/sweep_engine.h"

namespace dsavp {

class LocalEngine : public SweepEngine {
 public:
  // `processes` at once; 0: as many as there are processors. Ends once *interrupted is not zero.
  LocalEngine(int processes, const volatile std::sig_atomic_t* interrupted)
      : processes_(processes), interrupted_(interrupted) {}

  bool run(const std::vector<const SweepRun*>& runs, const SweepFolder& folder,
           const Ended& ended) override;

 private:
  const int processes_;
  const volatile std::sig_atomic_t* const interrupted_;
};

}  // namespace dsavp

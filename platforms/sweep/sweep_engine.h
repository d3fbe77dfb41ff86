// Who runs the runs of a sweep: this machine's cores, or a cluster.
//
// The engine gets runs that are not finished, and brings each to its end: its folder holds a
// result.json, or there is a message that says why not. Whatever the engine, a run's result.json,
// steps.csv and effective.yaml are the same bytes.
// Errors: Interrupted; std::runtime_error when the engine as a whole cannot go on.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "platforms/sweep/sweep_folder.h"
#include "platforms/sweep/sweep_plan.h"

namespace dsavp {

// By the user: what is finished stays, and the rest is left out.
struct Interrupted : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class SweepEngine {
 public:
  // An empty error: the run is finished.
  using Ended = std::function<void(const SweepRun& run, const std::string& error)>;

  virtual ~SweepEngine() = default;

  // True when all have ended; false if they go on without this process. Without runs too, since an
  // engine may have to tidy up after those of an earlier command.
  virtual bool run(const std::vector<const SweepRun*>& runs, const SweepFolder& folder,
                   const Ended& ended) = 0;
};

// What a run costs beside others, roughly in proportion to its host time.
double cost_of(const Study& study);

}  // namespace dsavp

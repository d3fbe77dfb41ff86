// Runs SystemC's kernel to the end of a platform's program, and finds out where it gets nowhere.
//
// The kernel runs in slices of simulated time, between which this looks at whether a transaction has
// begun or ended since; by processor time besides (HostAlarm). Nothing is added to the simulation:
// no process, no event, so that its order and results are the same whatever the limits, and it can
// still come to rest.
#pragma once

#include <functional>
#include <string>

#include "models/common/payload_pool.h"
#include "models/common/run_status.h"
#include "platforms/platform_config.h"

namespace dsavp {

struct RunningMachine {
  const PayloadPool& pool;
  const RunStatus& status;
  std::function<bool()> finished;
  // What waits in each part, for messages.
  std::function<std::string()> waiting;
};

// Errors: std::runtime_error when the run failed: an error response, a rest before the program's
// end, no transaction that moves for longer than `limits` allow, more transactions than they allow,
// one still in flight at the end. All but the first say what is in flight and what waits where.
void run_kernel(const RunningMachine& machine, const SimulationConfig& limits);

}  // namespace dsavp

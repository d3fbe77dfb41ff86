// Runs SystemC's kernel to the end of a platform's program.
#pragma once

#include <functional>

#include "models/common/payload_pool.h"
#include "models/common/run_status.h"

namespace dsavp {

// Errors: std::runtime_error when the run failed: an error response, a rest before `finished`, a
// transaction still in flight at the end.
void run_kernel(const PayloadPool& pool, const RunStatus& status,
                const std::function<bool()>& finished);

}  // namespace dsavp

// Keeps the most recent tokens of each request resident, whatever the policy.
//
// A recent token that is looked up stays until it is no longer recent; then it is handed to the
// policy as if looked up at that moment. The policy has the places that pinned tokens leave it.
// A token already resident when it becomes recent, as after a context has shrunk, is pinned at its
// next look-up after it has left. Pages count as recent if one of their tokens is.
// Memory: 1 byte per token of the partition beside the policy's.
// Assumes that all pinned tokens of the partition's windows fit in it (fault_of() sees to it).
#pragma once

#include <memory>

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

std::unique_ptr<ReplacementPolicy> pin_recent(std::unique_ptr<ReplacementPolicy> policy,
                                              const PolicyShape& shape);

}  // namespace dsavp

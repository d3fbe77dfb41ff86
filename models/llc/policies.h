// The list of replacement policies.
#pragma once

#include <memory>

#include "models/llc/llc_config.h"
#include "models/llc/replacement_policy.h"

namespace dsavp {

std::unique_ptr<ReplacementPolicy> make_policy(PolicyKind kind, std::size_t tokens,
                                               std::size_t capacity);

}  // namespace dsavp

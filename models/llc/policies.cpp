#include "models/llc/policies.h"

#include <stdexcept>

#include "models/llc/lru_policy.h"

namespace dsavp {

std::unique_ptr<ReplacementPolicy> make_policy(PolicyKind kind, std::size_t tokens,
                                               std::size_t capacity) {
  switch (kind) {
    case PolicyKind::kLru:
      return std::make_unique<LruPolicy>(tokens, capacity);
  }
  throw std::invalid_argument("unknown replacement policy");
}

}  // namespace dsavp

// Least recently used. Memory: 8 bytes per token of the partition.
#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class LruPolicy final : public QueuePolicy<LruPolicy> {
 public:
  using QueuePolicy::QueuePolicy;

  void hit(TokenIndex token) override { queue_.move_to_newest(token); }
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_lru_policy(const PolicyShape& shape) {
  return std::make_unique<LruPolicy>(shape);
}

}  // namespace dsavp

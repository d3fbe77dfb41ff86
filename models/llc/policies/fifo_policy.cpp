// First in, first out: the rank is the order of entry, and hits don't move it.
// Memory: 8 bytes per token of the partition.
#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class FifoPolicy final : public QueuePolicy<FifoPolicy> {
 public:
  using QueuePolicy::QueuePolicy;

  void hit(TokenIndex) override {}
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_fifo_policy(const PolicyShape& shape) {
  return std::make_unique<FifoPolicy>(shape);
}

}  // namespace dsavp

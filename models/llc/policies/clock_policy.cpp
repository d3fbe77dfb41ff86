// CLOCK, the second chance (Corbato, A Paging Experiment with the Multics System, 1968): the hand
// passes over residents hit since it last passed, clearing their one reference bit, and takes the
// first one without it. A newcomer goes behind the hand, its bit not set.
//
// That is first in, first out, with those that were hit put in again. Step look-up: newcomers are
// the last that the hand reaches; they leave if it finds all others hit.
// Memory: 9 bytes per token of the partition.
#include <vector>

#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class ClockPolicy final : public QueuePolicy<ClockPolicy> {
 public:
  explicit ClockPolicy(const PolicyShape& shape)
      : QueuePolicy(shape), referenced_(shape.tokens, 0) {}

  void hit(TokenIndex token) override { referenced_[token] = 1; }
  TokenIndex evict() override {
    while (referenced_[queue_.oldest()] != 0) {
      referenced_[queue_.oldest()] = 0;
      queue_.move_to_newest(queue_.oldest());
    }
    return queue_.take_oldest();
  }

 private:
  std::vector<std::uint8_t> referenced_;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_clock_policy(const PolicyShape& shape) {
  return std::make_unique<ClockPolicy>(shape);
}

}  // namespace dsavp

// BIP, bimodal insertion (Qureshi et al., ISCA 2007): as least recently used, but a newcomer enters
// as the one that leaves next, and only every 32nd as the most recent. A hit makes a token the most
// recent. The paper draws at random; here newcomers are counted.
//
// Step look-up: of the newcomers the last one leaves first, so that a full partition keeps little
// of a set but its hits and every 32nd newcomer.
// Memory: 8 bytes per token of the partition.
#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class BipPolicy final : public QueuePolicy<BipPolicy> {
 public:
  using QueuePolicy::QueuePolicy;

  void hit(TokenIndex token) override { queue_.move_to_newest(token); }
  void insert(TokenIndex token) override {
    if (++newcomers_ % kNewcomersPerRecent == 0) {
      queue_.push_newest(token);
    } else {
      queue_.push_oldest(token);
    }
  }

 private:
  static constexpr std::uint32_t kNewcomersPerRecent = 32;

  std::uint32_t newcomers_ = 0;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_bip_policy(const PolicyShape& shape) {
  return std::make_unique<BipPolicy>(shape);
}

}  // namespace dsavp

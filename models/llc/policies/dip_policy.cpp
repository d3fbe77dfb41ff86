// DIP, dynamic insertion (Qureshi et al., ISCA 2007): newcomers enter as under LRU or as under BIP
// (bip_policy.cpp), whichever misses less.
//
// In the paper some sets of the cache always do the one, some the other, and their misses move a
// counter that the other sets follow. A fully associative partition has no sets, so groups of
// tokens take their place, chosen by a hash of the index: one in 32 tokens leads for LRU, one for
// BIP. They share the places with all others, so that what they duel over is the newcomers' order
// alone. The counter has 10 bits and begins at the highest value that means LRU.
// Step look-up: each newcomer counts as it enters, so that later ones of its set may follow it.
// Behind pinning, a token handed back by the pins counts as a miss.
// Memory: 8 bytes per token of the partition.
#include "models/common/address_hash.h"
#include "models/llc/policies/queue_policy.h"

namespace dsavp {
namespace {

class DipPolicy final : public QueuePolicy<DipPolicy> {
 public:
  using QueuePolicy::QueuePolicy;

  void hit(TokenIndex token) override { queue_.move_to_newest(token); }
  void insert(TokenIndex token) override {
    if (is_bimodal(token) && ++bimodal_newcomers_ % kNewcomersPerRecent != 0) {
      queue_.push_oldest(token);
    } else {
      queue_.push_newest(token);
    }
  }

 private:
  static constexpr std::uint32_t kNewcomersPerRecent = 32;
  static constexpr unsigned kGroupShift = 64 - 5;  // 32 groups
  static constexpr std::uint32_t kMostMisses = (1u << 10) - 1;
  static constexpr std::uint32_t kMostForLru = kMostMisses / 2;

  // A newcomer has missed; how it enters.
  bool is_bimodal(TokenIndex token) {
    switch (scramble(token) >> kGroupShift) {
      case 0:
        if (lru_misses_ < kMostMisses) ++lru_misses_;
        return false;
      case 1:
        if (lru_misses_ > 0) --lru_misses_;
        return true;
      default:
        return lru_misses_ > kMostForLru;
    }
  }

  std::uint32_t lru_misses_ = kMostForLru;  // PSEL: those of LRU's leaders less those of BIP's
  std::uint32_t bimodal_newcomers_ = 0;
};

}  // namespace

std::unique_ptr<ReplacementPolicy> make_dip_policy(const PolicyShape& shape) {
  return std::make_unique<DipPolicy>(shape);
}

}  // namespace dsavp

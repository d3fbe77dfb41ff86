// The future of a token directory: when each token, or page, is looked up next.
//
// Made of a whole trace beforehand, for the policy that needs it. Look-ups are numbered in the
// trace's order; what is asked for is when the token being looked up now is looked up next. Each
// token's look-ups are counted apart, so that the order within a set may differ from the trace's.
// Memory: 4 bytes per look-up and 12 per token.
// Errors: std::length_error beyond 2^32 - 2 look-ups.
#pragma once

#include <functional>
#include <vector>

#include "models/llc/policies/replacement_policy.h"

namespace dsavp {

class Foresight {
 public:
  // Of one set: its window and what it looks up there, in order.
  using SetVisitor =
      std::function<void(std::size_t window, const std::int32_t* granules, std::size_t count)>;
  // Shows all sets, in the order of their look-ups; called twice and has to show the same.
  using SetWalk = std::function<void(const SetVisitor& visit)>;

  // `granules`: tokens, or pages, of each window.
  Foresight(const std::vector<std::size_t>& granules, const SetWalk& walk);

  // The granule is being looked up; when it is looked up next. kNeverUsed too if it was not
  // foreseen.
  UseTime look_up(std::size_t window, std::uint32_t granule);
  // Nothing has been looked up yet: the trace begins again.
  void rewind();

 private:
  std::size_t index(std::size_t window, std::uint32_t granule) const {
    return first_[window] + granule;
  }

  std::vector<std::size_t> first_;   // of each window in the next two
  std::vector<std::uint32_t> ends_;  // of each granule's uses in uses_
  std::vector<std::uint32_t> next_;  // its first use in uses_ that is still to come
  std::vector<UseTime> uses_;
};

}  // namespace dsavp

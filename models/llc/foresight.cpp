#include "models/llc/foresight.h"

#include <stdexcept>

namespace dsavp {

Foresight::Foresight(const std::vector<std::size_t>& granules, const SetWalk& walk) {
  std::size_t all = 0;
  for (const std::size_t count : granules) {
    first_.push_back(all);
    all += count;
  }
  next_.assign(all, 0);
  std::uint64_t lookups = 0;
  walk([&](std::size_t window, const std::int32_t* set, std::size_t count) {
    lookups += count;
    for (std::size_t i = 0; i < count; ++i) {
      ++next_[index(window, static_cast<std::uint32_t>(set[i]))];
    }
  });
  if (lookups >= kNeverUsed) {
    throw std::length_error("the optimum can look ahead over 4,294,967,294 look-ups at most");
  }
  std::uint32_t sum = 0;
  for (std::uint32_t& next : next_) {
    const std::uint32_t count = next;
    next = sum;
    sum += count;
  }
  ends_ = next_;
  uses_.resize(static_cast<std::size_t>(lookups));
  UseTime time = 0;
  walk([&](std::size_t window, const std::int32_t* set, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      uses_[ends_[index(window, static_cast<std::uint32_t>(set[i]))]++] = time++;
    }
  });
}

UseTime Foresight::look_up(std::size_t window, std::uint32_t granule) {
  const std::size_t i = index(window, granule);
  if (next_[i] < ends_[i]) ++next_[i];
  return next_[i] < ends_[i] ? uses_[next_[i]] : kNeverUsed;
}

// Uses of one granule follow those of the granule before.
void Foresight::rewind() {
  std::uint32_t first = 0;
  for (std::size_t i = 0; i < next_.size(); ++i) {
    next_[i] = first;
    first = ends_[i];
  }
}

}  // namespace dsavp

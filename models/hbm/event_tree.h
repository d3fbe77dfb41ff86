// The earliest of a fixed number of event times, as a tournament tree: an update costs log2(n)
// comparisons in one flat array and the earliest is at hand; ties go to the lower index.
#pragma once

#include <cstddef>
#include <vector>

#include "models/common/units.h"

namespace dsavp {

class EventTree {
 public:
  explicit EventTree(std::size_t leaves) {
    while (width_ < leaves) width_ *= 2;
    times_.assign(width_, kNever);
    winner_.assign(2 * width_, 0);
    for (std::size_t i = 0; i < width_; ++i) winner_[width_ + i] = static_cast<std::uint32_t>(i);
    for (std::size_t node = width_ - 1; node > 0; --node) play(node);
  }

  std::size_t earliest() const { return winner_[1]; }
  Picoseconds earliest_time() const { return times_[winner_[1]]; }

  void update(std::size_t leaf, Picoseconds time) {
    if (times_[leaf] == time) return;
    times_[leaf] = time;
    for (std::size_t node = (width_ + leaf) / 2; node > 0; node /= 2) play(node);
  }

 private:
  void play(std::size_t node) {
    const std::uint32_t left = winner_[2 * node];
    const std::uint32_t right = winner_[2 * node + 1];
    winner_[node] = times_[right] < times_[left] ? right : left;
  }

  std::size_t width_ = 1;
  std::vector<Picoseconds> times_;
  std::vector<std::uint32_t> winner_;
};

}  // namespace dsavp

#pragma once

// Random numbers for the property tests. Standard distributions differ between libraries; these do
// not, so that a failing seed fails everywhere.

#include <algorithm>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace dsavp {

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  // In [0, bound); `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
  int between(int first, int last) {
    return first + static_cast<int>(below(static_cast<std::uint64_t>(last - first) + 1));
  }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

  // Up to `most` distinct tokens below `tokens`, low ones more often so that sets resemble each
  // other; half of the sets ascend, as in the traces, and the others are in no order.
  std::vector<std::int32_t> set(std::uint32_t tokens, std::size_t most) {
    std::vector<std::int32_t> drawn;
    for (std::size_t i = below(most + 1); i > 0; --i) {
      drawn.push_back(static_cast<std::int32_t>(std::min(below(tokens), below(tokens))));
    }
    std::sort(drawn.begin(), drawn.end());
    drawn.erase(std::unique(drawn.begin(), drawn.end()), drawn.end());
    if (one_in(2)) shuffle(drawn);
    return drawn;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace dsavp

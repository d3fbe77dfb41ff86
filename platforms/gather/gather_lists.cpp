#include "platforms/gather/gather_lists.h"

#include <algorithm>
#include <numeric>

namespace dsavp {

const std::vector<std::int32_t>& GatherLists::next(std::int64_t tokens) {
  list_.clear();
  while (static_cast<std::int64_t>(list_.size()) < tokens) {
    const auto position = static_cast<std::int32_t>(random_() % slots_);
    if (!fresh_ || used_.find(position) == used_.end()) list_.push_back(position);
  }
  if (fresh_) used_.insert(list_.begin(), list_.end());
  std::sort(list_.begin(), list_.end());
  return list_;
}

const std::vector<std::int32_t>& GatherLists::all() {
  list_.resize(slots_);
  std::iota(list_.begin(), list_.end(), 0);
  return list_;
}

}  // namespace dsavp

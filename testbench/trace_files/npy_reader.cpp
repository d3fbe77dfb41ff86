#include "testbench/trace_files/npy_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "testbench/traces/trace_validation.h"

namespace dsavp {

NpyReader::NpyReader(const std::string& path, const NpyContexts& contexts)
    : indices_(path, {"step", "layer", "request", "k"}), first_context_(contexts.first) {
  info_.path = path;
  info_.order = kOrderRank;  // any; for the check of the shape below
  info_.steps = indices_.shape()[0];
  info_.layers = static_cast<int>(indices_.shape()[1]);
  info_.requests = static_cast<int>(indices_.shape()[2]);
  info_.top_k = static_cast<int>(indices_.shape()[3]);
  validate_info(info_);
  info_.order.clear();
  if (!contexts.path.empty()) {
    contexts_.emplace(contexts.path, std::vector<std::string>{"step", "request"});
  }
  check_contexts(contexts.path);
}

void NpyReader::check_contexts(const std::string& path) const {
  if (contexts_) {
    if (contexts_->shape() != std::vector<std::int64_t>{info_.steps, info_.requests}) {
      throw TraceError(fmt::format("{}: has the shape [{}], expected [{}, {}] to match {}", path,
                                   fmt::join(contexts_->shape(), ", "), info_.steps, info_.requests,
                                   info_.path));
    }
    return;
  }
  const std::int64_t last = first_context_ + info_.steps - 1;
  if (last > std::numeric_limits<std::int32_t>::max()) {
    throw TraceError(fmt::format("{}: a context of {} grows to {} in {} steps, expected at most {}",
                                 info_.path, first_context_, last, info_.steps,
                                 std::numeric_limits<std::int32_t>::max()));
  }
}

bool NpyReader::next(TraceStep& step) {
  if (position_ == info_.steps) {
    return false;
  }
  step.reshape(info_);
  indices_.read(step.indices);
  if (contexts_) {
    contexts_->read(step.context_length);
  } else {
    std::fill(step.context_length.begin(), step.context_length.end(),
              static_cast<std::int32_t>(first_context_ + position_));
  }
  ++position_;
  return true;
}

void NpyReader::rewind() {
  indices_.rewind();
  if (contexts_) {
    contexts_->rewind();
  }
  position_ = 0;
}

}  // namespace dsavp

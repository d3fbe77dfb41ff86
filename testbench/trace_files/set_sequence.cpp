#include "testbench/trace_files/set_sequence.h"

#include <fmt/format.h>

#include <algorithm>

namespace dsavp {

std::string text_of(const SetPlace& place) {
  return fmt::format("step {}, layer {}, request {}", place.step, place.layer, place.request);
}

std::vector<SetPlace> SetSequence::candidates() const {
  if (!last_) {
    return {SetPlace{}};
  }
  std::vector<SetPlace> places;
  if (requests_ == 0 || last_->request + 1 < requests_) {
    places.push_back({last_->step, last_->layer, last_->request + 1});
  }
  if (may_end_layer() && (layers_ == 0 || last_->layer + 1 < layers_)) {
    places.push_back({last_->step, last_->layer + 1, 0});
  }
  if (may_end_step()) {
    places.push_back({last_->step + 1, 0, 0});
  }
  return places;
}

bool SetSequence::advance(const SetPlace& place) {
  const std::vector<SetPlace> places = candidates();
  if (std::find(places.begin(), places.end(), place) == places.end()) {
    return false;
  }
  if (last_ && place.request == 0) {
    requests_ = last_->request + 1;
    if (place.layer == 0) {
      layers_ = last_->layer + 1;
    }
  }
  last_ = place;
  return true;
}

bool SetSequence::finish() {
  if (!last_ || !may_end_step()) {
    return false;
  }
  requests_ = last_->request + 1;
  layers_ = last_->layer + 1;
  return true;
}

std::string SetSequence::expected() const {
  std::string text;
  for (const SetPlace& place : candidates()) {
    text += (text.empty() ? "" : " or ") + text_of(place);
  }
  return text;
}

}  // namespace dsavp

#include "testbench/random_stalls/stall_draws.h"

namespace dsavp {

Stall StallDraws::request() {
  return stall(config_.requests);
}

Stall StallDraws::response() {
  return stall(config_.responses);
}

RequestEnd StallDraws::request_end() {
  return config_.requests ? static_cast<RequestEnd>(below(4)) : RequestEnd::kForwarded;
}

ResponseEnd StallDraws::response_end() {
  return config_.responses ? static_cast<ResponseEnd>(below(4)) : ResponseEnd::kCompleted;
}

Stall StallDraws::stall(bool drawn) {
  Stall stall;
  if (!drawn) {
    stall.at_once = true;
    stall.announced = true;
    return stall;
  }
  stall.at_once = below(4) == 0;
  if (!stall.at_once) stall.time = time();
  stall.announced = either();
  return stall;
}

Picoseconds StallDraws::time() {
  if (below(3) == 0) return 0;
  const std::uint64_t any = below(static_cast<std::uint64_t>(config_.longest) + 1);
  return static_cast<Picoseconds>(any >> (2 * below(6)));
}

std::uint64_t StallDraws::next() {
  state_ += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

}  // namespace dsavp

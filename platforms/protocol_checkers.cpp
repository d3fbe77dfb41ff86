#include "platforms/protocol_checkers.h"

namespace dsavp {
namespace {

// The units' sockets lead to the interconnect, which gives its targets addresses of their own.
BehindSocket behind(const std::string& socket) {
  return socket == "hbm" || socket == "llc.data" || socket == "llc.control"
             ? BehindSocket::kTarget
             : BehindSocket::kInterconnect;
}

}  // namespace

SocketObservers ProtocolCheckers::observers() {
  return [this](const std::string& socket) -> std::vector<SocketObserver*> {
    checkers_.push_back(std::make_unique<ProtocolChecker>(socket, behind(socket)));
    return {checkers_.back().get()};
  };
}

void ProtocolCheckers::finish() {
  for (const auto& checker : checkers_) checker->finish();
}

std::uint64_t ProtocolCheckers::calls() const {
  std::uint64_t sum = 0;
  for (const auto& checker : checkers_) sum += checker->calls();
  return sum;
}

}  // namespace dsavp

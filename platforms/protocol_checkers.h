// A base-protocol checker on each socket of a platform: give observers() to the Platform, which this
// has to outlive, and call finish() when it has run.
//
// Errors: std::runtime_error, from within the run or from finish(), for the first rule broken.
#pragma once

#include <memory>
#include <vector>

#include "platforms/platform.h"
#include "testbench/protocol_checker/protocol_checker.h"

namespace dsavp {

class ProtocolCheckers {
 public:
  SocketObservers observers();
  void finish();
  std::uint64_t calls() const;
  std::size_t sockets() const { return checkers_.size(); }

 private:
  std::vector<std::unique_ptr<ProtocolChecker>> checkers_;
};

}  // namespace dsavp

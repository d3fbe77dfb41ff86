#pragma once

// Binds sockets with a base-protocol checker between them; a rule that is broken ends the simulation
// with an error, unless the test breaks it on purpose and says so.

#include <memory>
#include <set>
#include <string>
#include <systemc>
#include <vector>

#include "testbench/protocol_checker/protocol_checker.h"

namespace dsavp::tlm_test {

class CheckedSockets {
 public:
  template <class Initiator, class Target>
  void bind(Initiator& initiator, Target& target, BehindSocket behind = BehindSocket::kTarget) {
    checkers_.push_back(std::make_unique<ProtocolChecker>(
        initiator.name(), behind, [this](const ProtocolViolation& violation) {
          if (allowed_.count(violation.rule) == 0) ProtocolChecker::fail(violation);
        }));
    taps_.push_back(
        std::make_unique<SocketTap>(sc_core::sc_gen_unique_name("tap"), *checkers_.back()));
    initiator.bind(taps_.back()->from_initiator);
    taps_.back()->to_target.bind(target);
  }

  void allow(ProtocolRule rule) { allowed_.insert(rule); }

  // The simulation has ended.
  void finish() {
    for (const auto& checker : checkers_) checker->finish();
  }
  std::uint64_t calls() const {
    std::uint64_t sum = 0;
    for (const auto& checker : checkers_) sum += checker->calls();
    return sum;
  }

 private:
  std::set<ProtocolRule> allowed_;
  std::vector<std::unique_ptr<ProtocolChecker>> checkers_;
  std::vector<std::unique_ptr<SocketTap>> taps_;
};

}  // namespace dsavp::tlm_test

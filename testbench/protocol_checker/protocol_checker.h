// Checks that a socket keeps the TLM-2.0 base protocol, on both sides: an observer for a SocketTap
// between an initiator's socket and a target's. Changes nothing and takes no reference.
//
// What is checked: protocol_rules.h. How: protocol_state.h.
// Units: simulated time in picoseconds, at SystemC's default resolution.
// Errors: a rule that is broken goes to the handler as a ProtocolViolation; the default throws
// std::runtime_error with its one-line message, which ends the simulation.
#pragma once

#include <functional>
#include <string>

#include "testbench/protocol_checker/protocol_state.h"
#include "testbench/socket_tap/socket_tap.h"

namespace dsavp {

enum class BehindSocket { kTarget, kInterconnect };

class ProtocolChecker : public SocketObserver {
 public:
  using Handler = std::function<void(const ProtocolViolation&)>;

  [[noreturn]] static void fail(const ProtocolViolation& violation);

  // `socket` is its name in messages. An interconnect behind it may change addresses.
  explicit ProtocolChecker(std::string socket, BehindSocket behind = BehindSocket::kTarget,
                           Handler handler = fail);

  // To be called when the simulation has ended: nothing may be in flight then.
  void finish();
  // Calls checked: non-blocking in both directions, blocking, debug.
  std::uint64_t calls() const { return state_.calls(); }

  void before_forward(const SocketCall& call) override;
  void after_forward(const SocketCall& before, const SocketCall& after,
                     tlm::tlm_sync_enum answer) override;
  void before_backward(const SocketCall& call) override;
  void after_backward(const SocketCall& before, const SocketCall& after,
                      tlm::tlm_sync_enum answer) override;
  void before_blocking(const SocketCall& call) override;
  void after_blocking(const SocketCall& before, const SocketCall& after) override;
  void after_debug(tlm::tlm_generic_payload& payload, unsigned bytes) override;

 private:
  void returned(ProtocolPath path, const SocketCall& after, tlm::tlm_sync_enum answer);

  const std::string socket_;
  const Handler handler_;
  ProtocolState state_;
};

}  // namespace dsavp

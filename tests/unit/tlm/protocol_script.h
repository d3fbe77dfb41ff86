#pragma once

// Calls as a tap would show them to a checker, written out one by one: what is called, what happens
// within, what is answered. The checker's violations are collected.

#include <functional>
#include <string>

#include "testbench/protocol_checker/protocol_checker.h"
#include "tests/unit/tlm/tlm_test_util.h"

namespace dsavp::tlm_test {

struct ScriptedCall {
  tlm::tlm_phase phase = tlm::UNINITIALIZED_PHASE;
  tlm::tlm_sync_enum answer = tlm::TLM_ACCEPTED;
  tlm::tlm_phase answered_phase = phase;
  Picoseconds delay = 0;
  Picoseconds answered_delay = delay;
  std::function<void()> within = [] {};
};

struct ProtocolScript {
  explicit ProtocolScript(BehindSocket behind = BehindSocket::kTarget)
      : checker("cpu", behind, [this](const ProtocolViolation& violation) {
          violations.push_back({{"rule", text_of(violation.rule).word},
                                {"socket", violation.socket},
                                {"time", violation.time},
                                {"address", violation.address},
                                {"length", violation.length},
                                {"message", message_of(violation)}});
        }) {}

  Payload& make(tlm::tlm_command command = tlm::TLM_READ_COMMAND) {
    return manager.make(command, 0x1000, 64);
  }

  void forward(Payload& payload, const ScriptedCall& call) {
    const SocketCall before{payload, call.phase, to_sc(call.delay)};
    checker.before_forward(before);
    call.within();
    checker.after_forward(before, {payload, call.answered_phase, to_sc(call.answered_delay)},
                          call.answer);
  }
  void backward(Payload& payload, const ScriptedCall& call) {
    const SocketCall before{payload, call.phase, to_sc(call.delay)};
    checker.before_backward(before);
    call.within();
    checker.after_backward(before, {payload, call.answered_phase, to_sc(call.answered_delay)},
                           call.answer);
  }
  void blocking(Payload& payload, const std::function<void()>& within, Picoseconds delay = 0,
                Picoseconds answered_delay = 0) {
    const SocketCall before{payload, tlm::UNINITIALIZED_PHASE, to_sc(delay)};
    checker.before_blocking(before);
    within();
    checker.after_blocking(before, {payload, tlm::UNINITIALIZED_PHASE, to_sc(answered_delay)});
  }

  // The usual ways.
  void begin(Payload& payload) { forward(payload, {tlm::BEGIN_REQ}); }
  void begin_and_end_request(Payload& payload) {
    forward(payload, {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_REQ});
  }
  void begin_response(Payload& payload) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    backward(payload, {tlm::BEGIN_RESP});
  }
  void complete(Payload& payload) {
    payload.set_response_status(tlm::TLM_OK_RESPONSE);
    backward(payload, {tlm::BEGIN_RESP, tlm::TLM_COMPLETED});
  }

  Manager manager;
  Json violations = Json::array();
  ProtocolChecker checker;
};

}  // namespace dsavp::tlm_test

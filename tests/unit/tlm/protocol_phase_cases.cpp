#include "tests/unit/tlm/protocol_cases.h"

namespace dsavp::tlm_test {

using Rule = ProtocolRule;
using Script = ProtocolScript;

std::vector<RuleCase> phase_cases() {
  return {
      {"END_REQ forward", Rule::kPhasePath,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.forward(p, {tlm::END_REQ});
       }},
      {"BEGIN_RESP forward", Rule::kPhasePath,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.forward(p, {tlm::BEGIN_RESP});
       }},
      {"BEGIN_REQ backward", Rule::kPhasePath,
       [](Script& s) { s.backward(s.make(), {tlm::BEGIN_REQ}); }},
      {"no phase at all", Rule::kPhasePath,
       [](Script& s) { s.forward(s.make(), {tlm::UNINITIALIZED_PHASE}); }},
      {"END_REQ twice", Rule::kPhaseOrder,
       [](Script& s) {
         Payload& p = s.make();
         s.begin_and_end_request(p);
         s.backward(p, {tlm::END_REQ});
       }},
      {"END_REQ after BEGIN_RESP", Rule::kPhaseOrder,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.begin_response(p);
         s.backward(p, {tlm::END_REQ});
       }},
      {"BEGIN_RESP twice", Rule::kPhaseOrder,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.begin_response(p);
         s.begin_response(p);
       }},
      {"END_RESP before BEGIN_RESP", Rule::kPhaseOrder,
       [](Script& s) {
         Payload& p = s.make();
         s.begin_and_end_request(p);
         s.forward(p, {tlm::END_RESP, tlm::TLM_COMPLETED});
       }},
      {"END_RESP after completion", Rule::kCallAfterEnd,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.complete(p);
         s.forward(p, {tlm::END_RESP, tlm::TLM_COMPLETED});
       }},
      {"BEGIN_RESP after early completion", Rule::kCallAfterEnd,
       [](Script& s) {
         Payload& p = s.make();
         p.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
         s.forward(p, {tlm::BEGIN_REQ, tlm::TLM_COMPLETED, tlm::BEGIN_REQ, 0, 0,
                       [&] { p.set_response_status(tlm::TLM_OK_RESPONSE); }});
         s.backward(p, {tlm::BEGIN_RESP});
       }},
      {"END_REQ of what never began", Rule::kCallAfterEnd,
       [](Script& s) { s.backward(s.make(), {tlm::END_REQ}); }},
      {"TLM_COMPLETED after END_RESP came within", Rule::kCallAfterEnd,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         p.set_response_status(tlm::TLM_OK_RESPONSE);
         s.backward(p, {tlm::BEGIN_RESP, tlm::TLM_COMPLETED, tlm::BEGIN_RESP, 0, 0, [&] {
                          s.forward(p, {tlm::END_RESP, tlm::TLM_COMPLETED});
                        }});
       }},
  };
}

std::vector<RuleCase> answer_cases() {
  return {
      {"TLM_UPDATED without a new phase", Rule::kUpdatedPhase,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED});
       }},
      {"END_RESP in answer to BEGIN_REQ", Rule::kUpdatedPhase,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_RESP});
       }},
      {"END_RESP in answer to END_REQ", Rule::kUpdatedPhase,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.backward(p, {tlm::END_REQ, tlm::TLM_UPDATED, tlm::END_RESP});
       }},
      {"TLM_UPDATED in answer to END_RESP", Rule::kUpdatedPhase,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.begin_response(p);
         s.forward(p, {tlm::END_RESP, tlm::TLM_UPDATED, tlm::BEGIN_RESP});
       }},
      {"TLM_COMPLETED in answer to END_REQ", Rule::kCompletedEarly,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.backward(p, {tlm::END_REQ, tlm::TLM_COMPLETED});
       }},
      {"TLM_ACCEPTED with a phase", Rule::kAcceptedModified,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::END_REQ});
       }},
      {"TLM_ACCEPTED with a delay", Rule::kAcceptedModified,
       [](Script& s) {
         Payload& p = s.make();
         s.begin(p);
         s.backward(p, {tlm::END_REQ, tlm::TLM_ACCEPTED, tlm::END_REQ, 0, 5 * kNs});
       }},
      {"TLM_ACCEPTED with a status", Rule::kAcceptedModified,
       [](Script& s) {
         Payload& p = s.make();
         s.forward(p, {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 0, 0,
                       [&] { p.set_response_status(tlm::TLM_OK_RESPONSE); }});
       }},
      {"time passes within a call", Rule::kWaited,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 0, 0,
                              [] { sc_core::wait(to_sc(10 * kNs)); }});
       }},
  };
}

std::vector<RuleCase> channel_cases() {
  return {
      {"two requests at once", Rule::kRequestExclusion,
       [](Script& s) {
         s.begin(s.make());
         s.begin(s.make());
       }},
      {"a request within another's BEGIN_REQ", Rule::kRequestExclusion,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_REQ, 0, 0,
                              [&] { s.begin(s.make()); }});
       }},
      {"two responses at once", Rule::kResponseExclusion,
       [](Script& s) {
         Payload& first = s.make();
         Payload& second = s.make();
         s.begin_and_end_request(first);
         s.begin_and_end_request(second);
         s.begin_response(first);
         s.begin_response(second);
       }},
      {"early completion during a response", Rule::kResponseExclusion,
       [](Script& s) {
         Payload& first = s.make();
         Payload& second = s.make();
         s.begin_and_end_request(first);
         s.begin_response(first);
         s.forward(second, {tlm::BEGIN_REQ, tlm::TLM_COMPLETED, tlm::BEGIN_REQ, 0, 0,
                            [&] { second.set_response_status(tlm::TLM_OK_RESPONSE); }});
         s.forward(first, {tlm::END_RESP});
       }},
      {"a request for a time before END_REQ's", Rule::kRequestTime,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_REQ, 0, 50 * kNs});
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 20 * kNs});
       }},
      {"a call with a negative delay", Rule::kNegativeDelay,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, -5});
       }},
      {"an answer with a negative delay", Rule::kNegativeDelay,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_REQ, 0, -5});
       }},
      {"END_REQ for a time before BEGIN_REQ's", Rule::kTimeDecreasing,
       [](Script& s) {
         Payload& p = s.make();
         s.forward(p, {tlm::BEGIN_REQ, tlm::TLM_ACCEPTED, tlm::BEGIN_REQ, 50 * kNs});
         s.backward(p, {tlm::END_REQ, tlm::TLM_ACCEPTED, tlm::END_REQ, 20 * kNs});
       }},
      {"an answer for a time before the call's", Rule::kTimeDecreasing,
       [](Script& s) {
         s.forward(s.make(), {tlm::BEGIN_REQ, tlm::TLM_UPDATED, tlm::END_REQ, 50 * kNs, 20 * kNs});
       }},
      {"a blocking call that goes back in time", Rule::kTimeDecreasing,
       [](Script& s) {
         Payload& p = s.make();
         s.blocking(
             p, [&] { p.set_response_status(tlm::TLM_OK_RESPONSE); }, 50 * kNs, 20 * kNs);
       }},
  };
}

}  // namespace dsavp::tlm_test

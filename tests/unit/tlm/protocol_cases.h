#pragma once

// Ways of breaking each rule of the base protocol, and nothing but that rule.

#include <functional>
#include <utility>
#include <vector>

#include "tests/unit/tlm/protocol_script.h"

namespace dsavp::tlm_test {

struct RuleCase {
  const char* what;
  ProtocolRule rule;
  std::function<void(ProtocolScript&)> body;
  BehindSocket behind = BehindSocket::kTarget;
};

std::vector<RuleCase> phase_cases();
std::vector<RuleCase> answer_cases();
std::vector<RuleCase> channel_cases();
std::vector<RuleCase> payload_cases();
std::vector<RuleCase> attribute_cases();
std::vector<RuleCase> status_cases();

inline std::vector<RuleCase> all_rule_cases() {
  std::vector<RuleCase> cases;
  for (auto* part :
       {phase_cases, answer_cases, channel_cases, payload_cases, attribute_cases, status_cases}) {
    for (RuleCase& rule_case : part()) cases.push_back(std::move(rule_case));
  }
  return cases;
}

}  // namespace dsavp::tlm_test

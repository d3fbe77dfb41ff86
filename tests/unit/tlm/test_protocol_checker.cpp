// Each rule of the base protocol is broken once or more, and nothing but that rule is reported.
#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "tests/support/simulation.h"
#include "tests/unit/tlm/protocol_cases.h"

namespace dsavp::tlm_test {
namespace {

// At 10 ns, in a thread: one case waits.
Json violations_of(const RuleCase& rule_case) {
  return test::simulate([&]() -> Json {
    ProtocolScript script(rule_case.behind);
    Thread thread("thread", [&] {
      sc_core::wait(to_sc(10 * kNs));
      rule_case.body(script);
    });
    sc_core::sc_start();
    return script.violations;
  });
}

}  // namespace

TEST_CASE("each broken rule is reported, and no other", "[tlm][protocol_checker]") {
  using Catch::Matchers::Contains;
  for (const RuleCase& rule_case : all_rule_cases()) {
    INFO(rule_case.what);
    const Json violations = violations_of(rule_case);
    INFO(violations.dump(2));
    REQUIRE(violations.size() == 1);
    const Json& violation = violations[0];
    const Picoseconds time = rule_case.rule == ProtocolRule::kWaited ? 20 * kNs : 10 * kNs;
    CHECK(violation["rule"] == text_of(rule_case.rule).word);
    CHECK(violation["socket"] == "cpu");
    CHECK(violation["time"] == time);
    const bool moved = rule_case.rule == ProtocolRule::kAddressModified;
    CHECK(violation["address"] == (moved ? 0x2000 : 0x1000));
    const std::string message = violation["message"];
    CHECK_THAT(message, Contains(std::string("rule ") + text_of(rule_case.rule).word));
    CHECK_THAT(message, Contains("socket cpu at " + std::to_string(time / kNs) + ".000 ns"));
    CHECK_THAT(message, Contains(" B at 0x"));
    CHECK_THAT(message, !Contains("\n"));
  }
}

TEST_CASE("no rule is dead", "[tlm][protocol_checker]") {
  std::set<ProtocolRule> broken;
  for (const RuleCase& rule_case : all_rule_cases()) broken.insert(rule_case.rule);
  for (std::size_t i = 0; i < kProtocolRules; ++i) {
    const ProtocolRuleText& text = kProtocolRuleTexts[i];
    INFO(text.word);
    CHECK(text.rule == static_cast<ProtocolRule>(i));
    CHECK(broken.count(text.rule) == 1);
  }
}

TEST_CASE("the documentation names every rule", "[tlm][protocol_checker]") {
  std::ifstream file(DSA_CONFIG_DIR "/../docs/architecture.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  for (const ProtocolRuleText& rule : kProtocolRuleTexts) {
    CHECK_THAT(text, Catch::Contains(std::string("| `") + rule.word + "` | " + rule.clause + " | " +
                                     rule.line + " |"));
  }
}

}  // namespace dsavp::tlm_test

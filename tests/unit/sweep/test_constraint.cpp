#include <catch2/catch.hpp>

#include "platforms/config/yaml_parse.h"
#include "platforms/sweep/constraint.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace {

using Catch::Matchers::Contains;

ConfigNode parsed(const std::string& text) {
  auto source = std::make_shared<ConfigSource>();
  source->name = "study.yaml";
  return parse_yaml(text, source);
}

const ConfigNode& effective() {
  static const ConfigNode node = parsed(
      "llc: {capacity: 50 MiB, reservation: {bytes: 20 MiB, policy: lru}}\n"
      "workload: {batch: 8, layers: 20}\n"
      "list: {items: [1, 2]}\n");
  return node;
}

bool holds(const std::string& text) {
  return Constraint(parsed("'" + text + "'"), "sweep.where[0]").holds(effective());
}

std::string condition_refusal(const std::string& text) {
  return error_of([&] { holds(text); });
}

TEST_CASE("conditions compare keys, numbers, sizes and words", "[sweep]") {
  CHECK(holds("llc.reservation.bytes <= llc.capacity"));
  CHECK_FALSE(holds("llc.reservation.bytes >= llc.capacity"));
  CHECK(holds("llc.reservation.bytes == 20 MiB"));
  CHECK(holds("llc.reservation.bytes == 20971520"));
  CHECK(holds("llc.reservation.bytes != 20 MB"));
  CHECK(holds("workload.batch < 9"));
  CHECK_FALSE(holds("workload.batch < 8"));
  CHECK(holds("workload.batch > 7.5"));
  CHECK_FALSE(holds("8 > workload.batch"));
  CHECK(holds("llc.reservation.policy == lru"));
  CHECK(holds("llc.reservation.policy != optimum"));
}

TEST_CASE("products stand on either side", "[sweep]") {
  CHECK(holds("workload.batch * workload.layers == 160"));
  CHECK(holds("1 MiB * workload.layers == llc.reservation.bytes"));
  CHECK_FALSE(holds("workload.batch * 2 * workload.layers < 320"));
}

TEST_CASE("what is no condition is refused, with its text and place", "[sweep]") {
  CHECK_THAT(condition_refusal("workload.batch"),
             Contains("study.yaml:1: sweep.where[0]: 'workload.batch': "
                      "expected a comparison"));
  CHECK_THAT(condition_refusal("1 < 2 < 3"), Contains("expected a comparison"));
  CHECK_THAT(condition_refusal("workload.batch<8"), Contains("with spaces around it"));
  CHECK_THAT(condition_refusal("< 8"), Contains("something is missing"));
  CHECK_THAT(condition_refusal("workload.batch * < 8"), Contains("something is missing"));
  CHECK_THAT(condition_refusal("workload.bach < 8"), Contains("'workload.bach' is no key"));
  CHECK_THAT(condition_refusal("list.items < 8"),
             Contains("'list.items' is no key with a single value"));
  CHECK_THAT(condition_refusal("llc.reservation.policy < 8"), Contains("== and != alone"));
  CHECK_THAT(condition_refusal("llc.reservation.policy * 2 == 8"), Contains("only numbers"));
}

}  // namespace
}  // namespace dsavp

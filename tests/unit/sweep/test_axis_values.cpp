#include <catch2/catch.hpp>

#include "platforms/config/yaml_parse.h"
#include "platforms/sweep/axis_values.h"
#include "tests/unit/config/config_errors.h"

namespace dsavp {
namespace {

using Catch::Matchers::Contains;
using Texts = std::vector<std::string>;

ConfigNode yaml(const std::string& text) {
  auto source = std::make_shared<ConfigSource>();
  source->name = "study.yaml";
  return parse_yaml(text, source);
}

Texts values(const std::string& text) {
  Texts texts;
  for (const ConfigNode& node : axis_values(yaml(text), "axis")) texts.push_back(node.text());
  return texts;
}

std::string refusal(const std::string& text) {
  return error_of([&] { axis_values(yaml(text), "axis"); });
}

TEST_CASE("an axis is a list, or a range of equal steps or factors", "[sweep]") {
  CHECK(values("[lru, arc]") == Texts{"lru", "arc"});
  CHECK(values("{from: 1, to: 5, step: 2}") == Texts{"1", "3", "5"});
  CHECK(values("{from: 1, to: 4, step: 2}") == Texts{"1", "3"});
  CHECK(values("{from: 1, to: 32, factor: 2}") == Texts{"1", "2", "4", "8", "16", "32"});
  CHECK(values("{from: 7, to: 7, step: 1}") == Texts{"7"});
  CHECK(values("{from: -1, to: 1, step: 1}") == Texts{"-1", "0", "1"});
}

TEST_CASE("ranges of fractions end where they say", "[sweep]") {
  // 0.1 + 0.1 + 0.1 is more than 0.3.
  const Texts tenths = values("{from: 0, to: 0.3, step: 0.1}");
  CHECK(tenths.size() == 4);
  CHECK(values("{from: 0.5, to: 2, factor: 2}") == Texts{"0.5", "1", "2"});
}

TEST_CASE("sizes in a range keep their units", "[sweep]") {
  CHECK(values("{from: 0, to: 4 MiB, step: 2 MiB}") == Texts{"0", "2 MiB", "4 MiB"});
  CHECK(values("{from: 512 KiB, to: 2 MiB, factor: 2}") == Texts{"512 KiB", "1 MiB", "2 MiB"});
  CHECK(values("{from: 1 kB, to: 2 kB, step: 1 kB}") == Texts{"1000", "2000"});
}

TEST_CASE("what is no axis is refused, with its place", "[sweep]") {
  CHECK_THAT(refusal("[]"), Contains("study.yaml:1: axis: is an empty list"));
  CHECK_THAT(refusal("5"), Contains("is a single value, expected a list of values, or a range"));
  CHECK_THAT(refusal("{from: 3, to: 2, step: 1}"), Contains("is an empty range"));
  CHECK_THAT(refusal("{from: 1, to: 2}"), Contains("expected a list of values, or a range"));
  CHECK_THAT(refusal("{from: 1, to: 2, step: 1, factor: 2}"), Contains("expected a list"));
  CHECK_THAT(refusal("{from: 1, to: 2, by: 1}"), Contains("axis.by: unknown key"));
  CHECK_THAT(refusal("{to: 2, step: 1}"), Contains("has no `from`"));
  CHECK_THAT(refusal("{from: 1, to: 2, step: 0}"), Contains("never ends"));
  CHECK_THAT(refusal("{from: 0, to: 2, factor: 2}"), Contains("never ends"));
  CHECK_THAT(refusal("{from: 1, to: 2, factor: 1}"), Contains("never ends"));
  CHECK_THAT(refusal("{from: one, to: 2, step: 1}"), Contains("axis.from: is no number"));
  CHECK_THAT(refusal("{from: 1, to: 2, step: '1'}"), Contains("axis.step: is no number"));
  CHECK_THAT(refusal("{from: 1, to: 1e9, step: 1}"), Contains("has more than 100000 values"));
}

}  // namespace
}  // namespace dsavp

// Results that are not as they should be are refused with one line.
#include <catch2/catch.hpp>

#include "platforms/compare/compared_sweep.h"
#include "platforms/compare/run_figures.h"
#include "platforms/config/config_error.h"
#include "platforms/results/result_file.h"
#include "tests/unit/compare/compare_json.h"

namespace dsavp {
namespace {

using Catch::Contains;

std::string refusal(const std::string& text) {
  const ScratchFolder scratch;
  scratch.write("a/result.json", text);
  scratch.write("a/effective.yaml", "a: 1\n");
  try {
    read_run_figures(scratch.path("a"));
  } catch (const ConfigError& error) {
    return std::string(error.what()).substr(scratch.path("a").size());
  }
  return "accepted";
}

std::string refusal_of(const char* pointer, const ResultJson& value) {
  ResultJson json = result_json();
  json[ResultJson::json_pointer(pointer)] = value;
  return refusal(json.dump());
}

TEST_CASE("result file: a sound one is read") {
  CHECK(refusal(result_json().dump()) == "accepted");
}

TEST_CASE("result file: every cut of a file is refused, and says what to do") {
  const std::string whole = result_json().dump();
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    CHECK(refusal(whole.substr(0, length)) ==
          "/result.json: is no JSON, or only a part of it; expected a file that dsa-vp run wrote");
  }
}

TEST_CASE("result file: foreign ones are refused") {
  const std::string foreign =
      "/result.json: does not have \"schema\": \"dsa-vp result\", expected a file that dsa-vp run "
      "wrote";
  CHECK(refusal("[]") == foreign);
  CHECK(refusal("{}") == foreign);
  CHECK(refusal("3") == foreign);
  CHECK(refusal(R"({"schema": "dsa-vp sweep", "version": 1})") == foreign);
  CHECK(refusal_of("/version", 2) ==
        "/result.json: version: is 2, this program reads version 1: run it again with dsa-vp run");
}

TEST_CASE("result file: fields are of their types") {
  const std::string mean = "/result.json: summary.step_time_us.mean: ";
  CHECK(refusal_of("/summary/step_time_us/mean", "1") ==
        mean + "is of type string, expected a number");
  CHECK(refusal_of("/summary/step_time_us/mean", nullptr) == mean + "is null, expected a number");
  CHECK(refusal_of("/summary/step_time_us/mean", -1) == mean + "is no sensible figure of a run");
  CHECK(refusal_of("/summary/step_time_us/mean", 1e300) == mean + "is no sensible figure of a run");
  CHECK(refusal_of("/summary/step_time_us", 3) ==
        "/result.json: summary.step_time_us.mean: is missing");
  CHECK(refusal_of("/summary/kv/misses", 1.5) ==
        "/result.json: summary.kv.misses: is of type number, expected a whole number");
  CHECK_THAT(refusal_of("/summary/kv/misses", -1), Contains("summary.kv.misses: is -1"));
  CHECK_THAT(refusal_of("/summary/kv/misses", ~std::uint64_t{0}),
             Contains("summary.kv.misses: is "));
  CHECK_THAT(refusal_of("/summary/steps", 0), Contains("summary.steps: is 0"));
}

TEST_CASE("result file: each field that is compared has to be there") {
  const ResultJson whole = result_json().flatten();
  std::size_t needed = 0;
  for (const auto& field : whole.items()) {
    ResultJson without = whole;
    without.erase(field.key());
    const std::string said = refusal(without.unflatten().dump());
    // Not compared: these percentiles, and what the engine asked for.
    const bool unused = field.key().find("read_latency_ns/max") != std::string::npos ||
                        field.key() == "/parts/sparse_attention/bytes";
    INFO(field.key());
    CHECK((said == "accepted") == unused);
    needed += unused ? 0 : 1;
  }
  CHECK(needed > 30);
}

TEST_CASE("result file: a run without its configuration is refused") {
  const ScratchFolder scratch;
  scratch.write("a/result.json", result_json().dump());
  CHECK_THROWS_WITH(
      read_run_figures(scratch.path("a")),
      Contains("/a/effective.yaml: no such file, expected one that dsa-vp run wrote"));
  scratch.write("a/effective.yaml", "- 1\n");
  CHECK_THROWS_WITH(read_run_figures(scratch.path("a")), Contains("is a sequence, expected"));
  scratch.write("a/effective.yaml", "a: [1\n");
  CHECK_THROWS_AS(read_run_figures(scratch.path("a")), ConfigError);
}

TEST_CASE("sweep folder: points are read strictly") {
  const ScratchFolder scratch;
  const auto refused = [&](const std::string& points) {
    scratch.write("s/sweep.json",
                  R"({"schema": "dsa-vp sweep", "version": 1, "points": )" + points + "}");
    try {
      return std::to_string(read_compared_sweep(scratch.path("s")).points.size());
    } catch (const ConfigError& error) {
      return std::string(error.what()).substr(scratch.path("s").size());
    }
  };
  CHECK(refused(R"([{"digest": "0a", "settings": {"workload.batch": "2"}}])") == "1");
  CHECK(refused("[]") == "0");
  CHECK_THAT(refused("3"), Contains("/sweep.json: points: is of type number, expected a list"));
  CHECK_THAT(refused(R"([{"digest": "../x", "settings": {}}])"),
             Contains("points[0]: has no digest of hexadecimal digits"));
  CHECK_THAT(refused(R"([{"settings": {}}])"), Contains("points[0]: has no digest"));
  CHECK_THAT(refused(R"([{"digest": "0a"}])"), Contains("points[0]: has no settings"));
  CHECK_THAT(refused(R"([{"digest": "0a", "settings": {"b": 2}}])"),
             Contains("points[0].settings.b: is no text"));
}

}  // namespace
}  // namespace dsavp

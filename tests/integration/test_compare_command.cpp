// `dsa-vp compare` as a user meets it.
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp::compare_command_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

std::string short_run(const ScratchFolder& folder, const std::string& name,
                      const std::string& settings = "") {
  const Outcome outcome = dsa_vp(folder, "run " DSA_CONFIG_DIR
                                         "/studies/quickstart.yaml "
                                         "--set workload.steps=2 --set workload.layers=2 " +
                                             settings + " --output " + folder.path(name));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  return folder.path(name);
}

Outcome compared(const ScratchFolder& folder, const std::string& a, const std::string& b,
                 const std::string& options = "") {
  return dsa_vp(folder, "compare " + a + " " + b + " " + options);
}

Json parts_by_name(const Json& split) {
  Json named;
  for (const Json& part : split["parts"]) named[part["name"].get<std::string>()] = part;
  return named;
}

TEST_CASE("compare: what a reservation changes, and why") {
  const ScratchFolder folder;
  const std::string with = short_run(folder, "with");
  const std::string without = short_run(folder, "without", "--set llc.reservation.bytes=0");

  const Outcome same = compared(folder, with, with);
  CHECK(same.status == 0);
  CHECK(same.out == "The runs are identical: same configuration, same results.\n");

  const Outcome table = compared(folder, without, with);
  CHECK(table.status == 0);
  CHECK(table.err.empty());
  CHECK_THAT(table.out, Contains("llc.reservation.bytes") && Contains("20 MiB") &&
                            Contains("KV hit rate, %") && Contains("Most of it: gather, "));

  const Outcome outcome = compared(folder, without, with, "--format json");
  REQUIRE(outcome.status == 0);
  const Json json = Json::parse(outcome.out);
  CHECK(json["configuration"].size() == 1);
  const Json a = Json::parse(content_of(without + "/result.json"));
  const Json b = Json::parse(content_of(with + "/result.json"));

  // Every cause is known here: tokens that missed, weights and keys, which no cache held.
  const Json bytes = parts_by_name(json["hbm_bytes"]);
  CHECK(bytes.count("not attributed") == 0);
  const auto missed = [](const Json& run) {
    return run["summary"]["kv"]["misses"].get<std::int64_t>() * 512 / 2;
  };
  CHECK(bytes["KV tokens"]["a"] == missed(a));
  CHECK(bytes["KV tokens"]["b"] == missed(b));
  CHECK(missed(b) < missed(a));
  CHECK(bytes["weights"]["difference"] == 0);
  CHECK(json["hbm_bytes"]["difference"] == missed(b) - missed(a));

  const Json phases = parts_by_name(json["step_time_ps"]);
  CHECK(phases.size() == 5);
  const double gather = b["summary"]["time_us"]["gather"].get<double>() -
                        a["summary"]["time_us"]["gather"].get<double>();
  CHECK(phases["gather"]["difference"].get<double>() == Approx(gather * 1e6).margin(1.1));

  const Outcome csv = compared(folder, without, with, "--format csv");
  CHECK(csv.status == 0);
  CHECK_THAT(csv.out, Contains("configuration,llc.reservation.bytes,,0 B,20 MiB,,\n") ||
                          Contains("configuration,llc.reservation.bytes,,0,20 MiB,,\n"));
}

TEST_CASE("compare: runs with pages add up too") {
  const ScratchFolder folder;
  const std::string tokens = short_run(folder, "tokens");
  const std::string pages =
      short_run(folder, "pages", "--set llc.reservation.granule_tokens=4 --set workload.batch=2");
  const Outcome outcome = compared(folder, tokens, pages, "--format json");
  REQUIRE(outcome.status == 0);
  const Json bytes = parts_by_name(Json::parse(outcome.out)["hbm_bytes"]);
  CHECK(bytes.count("not attributed") == 0);
  CHECK(bytes["KV tokens"]["b"] > bytes["KV tokens"]["a"]);
}

TEST_CASE("compare: two sweeps, and what only one of them has") {
  const ScratchFolder folder;
  const auto sweep_json = [](const std::string& points) {
    return R"({"schema": "dsa-vp sweep", "version": 1, "points": [)" + points + "]}";
  };
  const std::string one = R"({"digest": "01", "settings": {"llc.reservation.bytes": "20 MiB"}})";
  const std::string two = R"({"digest": "02", "settings": {"llc.reservation.bytes": "0"}})";
  folder.write("a/sweep.json", sweep_json(one + "," + two));
  folder.write("b/sweep.json", sweep_json(one));
  short_run(folder, "a/points/01");
  short_run(folder, "b/points/01", "--set llc.reservation.policy=fifo");
  const Outcome outcome = compared(folder, folder.path("a"), folder.path("b"));
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("llc.reservation.policy") && Contains("1 point in both") &&
                              Contains("Only in A:\n  llc.reservation.bytes 0\n"));
  check_refused(compared(folder, folder.path("a"), folder.path("b/points/01")), 2,
                Contains("is a run, and the first folder a sweep"));
}

TEST_CASE("compare: wrong folders are refused") {
  const ScratchFolder folder;
  folder.write("empty/x", "");
  folder.write("cut/result.json", "{\"schema\": \"dsa-vp resu");
  folder.write("foreign/result.json", "{\"a\": 1}");
  folder.write("newer/result.json", R"({"schema": "dsa-vp result", "version": 2})");
  const auto refused = [&](const std::string& name) {
    return compared(folder, folder.path(name), folder.path(name));
  };
  check_refused(refused("none"), 2, Contains("no such folder"));
  check_refused(refused("empty"), 2, Contains("has no result.json and no sweep.json"));
  check_refused(refused("cut"), 2, Contains("is no JSON, or only a part of it"));
  check_refused(refused("foreign"), 2, Contains("does not have \"schema\""));
  check_refused(refused("newer"), 2, Contains("version: is 2"));
  check_refused(compared(folder, "x", "y", "--format xml"), 2, Contains("--format"));
}

}  // namespace
}  // namespace dsavp::compare_command_test

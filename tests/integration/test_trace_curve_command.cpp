// `dsa-vp trace curve` as a user meets it.
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_curve_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

const std::string kTrace = DSA_TRACE_DIR "/code-16k-k2048.h5";

Outcome curve(const ScratchFolder& folder, const std::string& arguments) {
  return dsa_vp(folder, "trace curve " + arguments);
}

Json figures(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = curve(folder, "--format json " + arguments);
  INFO(arguments << ": " << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  return Json::parse(outcome.out);
}

std::string small_trace(const ScratchFolder& folder) {
  const std::string path = folder.path("trace.h5");
  trace_test::write_random(path, trace_test::make_info(2, 2, 16, "rank"), 20, 100, 1);
  return path;
}

}  // namespace

TEST_CASE("trace curve: the hits of the trace of 2048 tokens a step", "[real_trace]") {
  const ScratchFolder folder;
  const Json step = figures(folder, kTrace);
  CHECK(step["lookups"] == 6291456);
  CHECK(step["scope"] == "layer-request");
  CHECK(step["lookup"] == "step");
  CHECK(step["hits_of_granules"][2048] == 4249912);
  CHECK(step["hits_of_granules"][1024] == 2207991);
  for (const Json& point : step["points"]) {
    const auto tokens = point["capacity_tokens"].get<std::size_t>();
    CHECK(point["hits"] == step["hits_of_granules"][tokens]);
    std::int64_t sum = 0;
    for (const Json& hits : point["hits_of_layers"]) sum += hits.get<std::int64_t>();
    CHECK(point["hits"] == sum);
  }
  const Json sequential = figures(folder, kTrace + " --lookup sequential");
  CHECK(sequential["hits_of_granules"][2048] == 2345588);
  CHECK(sequential["hits_of_granules"][1024] == 0);
  // With room for all tokens the order of look-up does not matter.
  CHECK(sequential["hits_of_granules"].back() == step["hits_of_granules"].back());
}

TEST_CASE("trace curve: a table of points and a plot", "[real_trace]") {
  const ScratchFolder folder;
  const Outcome outcome = curve(folder, kTrace);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("6291456 look-ups") && Contains("1024  2207991    35.10") &&
                              Contains("2048  4249912    67.55") && Contains("all") &&
                              Contains("tokens per partition") && Contains("***"));
}

TEST_CASE("trace curve: one step, in which no token occurs twice, has a table too") {
  const ScratchFolder folder;
  const std::string trace = folder.path("trace.h5");
  trace_test::write_random(trace, trace_test::make_info(1, 1, 8, "rank"), 1, 100, 1);
  const Outcome outcome = curve(folder, trace);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("8 look-ups") && Contains("0.00"));
  CHECK(figures(folder, trace)["hits_of_granules"] == Json::array({0}));
  CHECK(curve(folder, trace + " --format csv").out == "capacity_tokens,hits\n0,0\n");
}

TEST_CASE("trace curve: without gnuplot the table stands alone, and a picture is refused") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const std::string program = "PATH=/nonexistent " DSA_VP " trace curve ";
  const Outcome table = shell(folder, program + trace);
  CHECK(table.status == 0);
  CHECK_THAT(table.out, Contains("look-ups") && Contains("all"));
  CHECK_THAT(table.err, Contains("no plot: gnuplot"));
  CHECK(std::count(table.err.begin(), table.err.end(), '\n') == 1);
  const std::string svg = folder.path("curve.svg");
  check_refused(shell(folder, program + trace + " --svg " + svg), 1, Contains("gnuplot-nox"));
  CHECK_FALSE(std::filesystem::exists(svg));
}

TEST_CASE("trace curve: CSV has the capacities at which hits grow") {
  const ScratchFolder folder;
  const std::string arguments = small_trace(folder) + " --scope global --granule 4";
  const Json json = figures(folder, arguments);
  std::string expected = "capacity_tokens,hits\n0,0\n";
  const Json& hits = json["hits_of_granules"];
  for (std::size_t granules = 1; granules < hits.size(); ++granules) {
    if (hits[granules] == hits[granules - 1]) continue;
    expected += std::to_string(4 * granules) + "," + hits[granules].dump() + "\n";
  }
  CHECK(curve(folder, "--format csv " + arguments).out == expected);
  CHECK(hits.size() > 20);
  CHECK(json["granule_tokens"] == 4);
  CHECK(json["points"].back()["capacity_tokens"] == 4 * (hits.size() - 1));
}

TEST_CASE("trace curve: a file's name that is no UTF-8 has JSON all the same") {
  const ScratchFolder folder;
  const std::string trace = folder.path("t\xff.h5");
  std::filesystem::rename(small_trace(folder), trace);
  CHECK_THAT(figures(folder, trace)["trace"]["file"].get<std::string>(), Contains("\uFFFD.h5"));
}

TEST_CASE("trace curve: the picture is written whole, in place of an older one") {
  const ScratchFolder folder;
  const std::string svg = folder.write("curve.svg", "older");
  const std::string arguments = small_trace(folder) + " --format csv --svg " + svg;
  REQUIRE(curve(folder, arguments).status == 0);
  CHECK_THAT(content_of(svg), Contains("</svg>") && Contains("hits, %") && Contains("trace.h5"));
  CHECK(folder.names().size() == 4);  // the picture, the trace, stdout and stderr
}

TEST_CASE("trace curve: other policies have the hits that `trace hits` finds") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const std::string options = GENERATE("", " --lookup sequential", " --scope layer --granule 8",
                                       " --scope global", " --lookup sequential --granule 4");
  CAPTURE(options);
  const Json json = figures(folder, trace + options + " --points '40, 8,24' --points 8 --policy " +
                                        "optimum,arc --policy random --policy lru");
  REQUIRE(json["points"].size() == 3);
  for (const Json& point : json["points"]) {
    const std::string tokens = point["capacity_tokens"].dump();
    CHECK(point["policies"].size() == 4);
    for (const auto& [policy, trial] : point["policies"].items()) {
      CAPTURE(tokens, policy);
      const Outcome outcome =
          dsa_vp(folder, "trace hits --format json --policy " + policy + " --capacity-tokens " +
                             tokens + " " + trace + options);
      REQUIRE(outcome.status == 0);
      const Json hits = Json::parse(outcome.out);
      CHECK(trial["hits"] == hits["total"]["hits"]);
      for (std::size_t layer = 0; layer < hits["layers"].size(); ++layer) {
        CHECK(trial["hits_of_layers"][layer] == hits["layers"][layer]["hits"]);
      }
    }
    CHECK(point["policies"]["lru"]["hits"] == point["hits"]);
  }
}

TEST_CASE("trace curve: the optimum is never below LRU, and grows", "[real_trace]") {
  const ScratchFolder folder;
  const std::string lookup = GENERATE("step", "sequential");
  const Json json = figures(
      folder, std::string(DSA_TRACE_DIR) + "/code-16k-k512.h5 --policy optimum --lookup " + lookup);
  std::int64_t before = 0;
  std::int64_t capacity = 8;
  for (const Json& point : json["points"]) {
    CHECK(point["capacity_tokens"] == (capacity *= 2));
    const auto hits = point["policies"]["optimum"]["hits"].get<std::int64_t>();
    CHECK(hits >= point["hits"].get<std::int64_t>());
    CHECK(hits > before);
    before = hits;
  }
  const auto largest = static_cast<std::int64_t>(json["hits_of_granules"].size()) - 1;
  CHECK(capacity <= largest);
  CHECK(2 * capacity > largest);
}

TEST_CASE("trace curve: points without a policy are the optimum's, in every form") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const std::string svg = folder.path("curve.svg");
  const Outcome table = curve(folder, trace + " --points 16,32 --svg " + svg);
  CHECK(table.status == 0);
  CHECK(table.err.empty());
  CHECK_THAT(table.out,
             Contains("LRU beside optimum;") && Contains("A  optimum") && Contains("***lru"));
  CHECK_THAT(content_of(svg), Contains("optimum") && Contains("lru"));
  const Json json = figures(folder, trace + " --points 16,300");
  const std::string csv = curve(folder, trace + " --points 16,300 --format csv").out;
  CHECK_THAT(csv, Catch::StartsWith("capacity_tokens,hits,optimum\n0,0,\n"));
  for (const Json& point : json["points"]) {
    CHECK_THAT(csv, Contains("\n" + point["capacity_tokens"].dump() + "," + point["hits"].dump() +
                             "," + point["policies"]["optimum"]["hits"].dump() + "\n"));
  }
  // 300 is more than there are tokens.
  CHECK(json["points"][1]["hits"] == json["hits_of_granules"].back());
  CHECK(json["points"][1]["policies"]["optimum"]["hits"] == json["hits_of_granules"].back());
}

TEST_CASE("trace curve: policies on a trace without any hit") {
  const ScratchFolder folder;
  const std::string trace = folder.path("trace.h5");
  trace_test::write_random(trace, trace_test::make_info(1, 1, 8, "rank"), 1, 100, 1);
  const Json json = figures(folder, trace + " --policy fifo");
  REQUIRE(json["points"].size() == 1);
  CHECK(json["points"][0]["capacity_tokens"] == 1);
  CHECK(json["points"][0]["policies"]["fifo"]["hits"] == 0);
}

TEST_CASE("trace curve: what is wrong is one line, and status 2") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const auto refused = [&folder](const std::string& arguments, const auto& message) {
    INFO(arguments);
    check_refused(curve(folder, arguments), 2, message);
  };
  for (const char* granule : {"0", "-8", "4097", "8192"}) {
    refused(trace + " --granule=" + granule,
            Contains(std::string("--granule ") + granule) && Contains("expected 1 to 4096 tokens"));
  }
  refused(trace + " --scope layers",
          Contains("--scope layers") && Contains("did you mean 'layer'?"));
  refused(trace + " --lookup both", Contains("--lookup both") && Contains("step, sequential"));
  refused(folder.path("absent.h5"), Contains("absent.h5"));
  refused(trace + " --policy lfo", Contains("--policy lfo") && Contains("did you mean 'lfu'?"));
  refused(trace + " --policy fifo,", Contains("--policy") && Contains("optimum"));
  for (const char* points : {"0", "5x", "8,,16", "-1", "1e3", "99999999999"}) {
    refused(trace + " --points=" + points, Contains("--points") && Contains("expected tokens"));
  }
  refused(trace + " --points 16,7 --granule 8", Contains("--points: 7 tokens hold no page of 8"));
  refused(folder.write("text.h5", "no HDF5"), Contains("text.h5"));
  refused(trace + " --svg " + folder.path("absent/curve.svg"),
          Contains("absent/curve.svg: cannot be created"));
}

}  // namespace dsavp::trace_curve_test

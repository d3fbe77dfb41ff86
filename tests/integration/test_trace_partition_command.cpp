// `dsa-vp trace partition` as a user meets it: beside the token directory and the timed platform.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_writer.h"
#include "tests/support/command_line.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::trace_partition_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

const std::string kLarge = DSA_TRACE_DIR "/code-16k-k2048.h5";
const std::string kSmall = DSA_TRACE_DIR "/code-16k-k512.h5";

std::string output(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = dsa_vp(folder, "trace " + arguments);
  INFO(arguments << ": " << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  return outcome.out;
}

Json split_of(const ScratchFolder& folder, const std::string& arguments) {
  return Json::parse(output(folder, "partition --format json " + arguments));
}

std::string write_yaml(const ScratchFolder& folder, const std::string& arguments) {
  return folder.write("split.yaml", output(folder, "partition --format yaml " + arguments));
}

std::string small_trace(const ScratchFolder& folder) {
  const std::string path = folder.path("trace.h5");
  trace_test::write_random(path, trace_test::make_info(3, 2, 16, "rank"), 20, 100, 1);
  return path;
}

void write_beginning(const std::string& from, const std::string& to, int steps) {
  TraceReader reader(from);
  TraceWriter writer(to, reader.info());
  TraceStep step;
  for (int i = 0; i < steps && reader.next(step); ++i) writer.append(step);
  writer.close();
}

// The directory with the weights printed has the capacities and the hits foretold.
void check_directory(const ScratchFolder& folder, const std::string& trace, const Json& split,
                     const std::string& arguments) {
  const std::string yaml = write_yaml(folder, trace + arguments);
  const Json hits =
      Json::parse(output(folder, fmt::format("hits {} --format json --shares {} --token-bytes 1 "
                                             "--capacity-bytes {}",
                                             trace, yaml, split["given_tokens"].dump())));
  CHECK(hits["total"]["hits"] == split["hits"]);
  const Json& capacities = hits["reservation"]["capacities_tokens"];
  std::size_t partition = 0;
  std::int64_t given = 0;
  for (const Json& layer : split["layers"]) {
    const Json& of_layer = hits["layers"][layer["layer"].get<std::size_t>()];
    CHECK(of_layer["hits"] == layer["hits"]);
    CHECK(of_layer["lookups"] == layer["lookups"]);
    for (int i = 0; i < layer["partitions"]; ++i) {
      CHECK(capacities[partition++] == layer["capacity_tokens"]);
      given += layer["capacity_tokens"].get<std::int64_t>();
    }
  }
  CHECK(partition == capacities.size());
  CHECK(given == split["given_tokens"]);
  CHECK(given <= split["reservation_tokens"].get<std::int64_t>());
}

}  // namespace

TEST_CASE("trace partition: the hits foretold are the token directory's", "[real_trace][long]") {
  const ScratchFolder folder;
  const std::string arguments =
      GENERATE(" --capacity-tokens 24576", " --capacity-tokens 24576 --lookup sequential",
               " --capacity-tokens 20001 --scope layer",
               " --capacity-tokens 9000 --scope layer --lookup sequential",
               " --capacity-tokens 30000 --granule 16", " --capacity-tokens 700");
  const std::string trace = GENERATE(kLarge, kSmall);
  CAPTURE(trace, arguments);
  const Json split = split_of(folder, trace + arguments);
  CHECK(split["exact"] == true);
  CHECK(split["gain_hits"].get<std::int64_t>() >= 0);
  CHECK(split["gain_hits"] ==
        split["hits"].get<std::int64_t>() - split["equal"]["hits"].get<std::int64_t>());
  CHECK(split["most_hits_of_any_split"] == split["hits"]);
  check_directory(folder, trace, split, arguments);
}

TEST_CASE("trace partition: the equal split is that of trace hits", "[real_trace]") {
  const ScratchFolder folder;
  const Json split = split_of(folder, kLarge + " --capacity-bytes '12 MiB' --token-bytes 512");
  CHECK(split["equal"]["capacity_tokens"] == 1024);
  CHECK(split["equal"]["hits"] == 2207991);
  CHECK(split["reservation_tokens"] == 24576);
  CHECK(split["partitions"] == 24);
  // Where all partitions are large enough there is nothing to gain.
  const Json all = split_of(folder, kSmall + " --capacity-tokens 1000000");
  CHECK(all["gain_hits"] == 0);
  CHECK(all["given_tokens"] == 24 * 16256);
}

TEST_CASE("trace partition: the timed platform has the hits foretold") {
  const ScratchFolder folder;
  const std::string trace = folder.path("beginning.h5");
  write_beginning(kSmall, trace, 4);
  const std::string options =
      GENERATE("", " --lookup sequential", " --scope layer", " --scope layer --lookup sequential");
  CAPTURE(options);
  const std::string arguments = trace + " --capacity-bytes '3 MiB' --token-bytes 512" + options;
  const Json split = split_of(folder, arguments);
  CHECK(split["gain_hits"].get<std::int64_t>() > 0);
  write_yaml(folder, arguments);
  const std::string study = folder.write(
      "study.yaml", fmt::format("include: [{0}/hardware/h100.yaml, {0}/models/llama-3.1-70b.yaml, "
                                "split.yaml]\n"
                                "workload: {{layers: 12, batch: 2, tensor_parallel: 8}}\n"
                                "trace: {{file: {1}}}\n",
                                DSA_CONFIG_DIR, trace));
  const Outcome run = dsa_vp(folder, "run " + study + " --output " + folder.path("out"));
  INFO(run.err);
  REQUIRE(run.status == 0);
  const Json result = Json::parse(content_of(folder.path("out/result.json")));
  CHECK(result["summary"]["kv"]["hits"] == split["hits"]);
  CHECK(result["summary"]["kv"]["lookups"] == split["lookups"]);
  for (std::size_t layer = 0; layer < 12; ++layer) {
    CHECK(result["layers"][layer]["kv"]["hits"] == split["layers"][layer]["hits"]);
  }
}

TEST_CASE("trace partition: table and CSV say what they are of") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const Json split = split_of(folder, trace + " --capacity-tokens 101");
  const std::string table = output(folder, "partition --capacity-tokens 101 " + trace);
  CHECK_THAT(table, Contains("20 steps of 3 layers and 2 requests, k = 16") &&
                        Contains("100 of 101 tokens given to 6 partitions") &&
                        Contains("no split has more hits") && Contains("more than equal"));
  const std::string csv = output(folder, "partition --format csv --capacity-tokens 101 " + trace);
  std::string expected =
      "layer,partitions,capacity_tokens,lookups,hits,equal_capacity_tokens,equal_hits\n";
  for (const Json& layer : split["layers"]) {
    expected +=
        fmt::format("{},2,{},{},{},16,{}\n", layer["layer"].dump(), layer["capacity_tokens"].dump(),
                    layer["lookups"].dump(), layer["hits"].dump(), layer["equal_hits"].dump());
  }
  expected += fmt::format("all,6,,{},{},,{}\n", split["lookups"].dump(), split["hits"].dump(),
                          split["equal"]["hits"].dump());
  CHECK(csv == expected);
}

TEST_CASE("trace partition: a trace without any hit is split evenly, and can be included") {
  const ScratchFolder folder;
  const std::string trace = folder.path("a \"b\": #c.h5");
  trace_test::write_random(trace, trace_test::make_info(4, 1, 8, "rank"), 1, 100, 1);
  const std::string quoted = "'" + trace + "'";
  const Json split = split_of(folder, quoted + " --capacity-tokens 22");
  CHECK(split["hits"] == 0);
  const std::vector<int> expected{6, 6, 5, 5};
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(split["layers"][i]["capacity_tokens"] == expected[i]);
  }
  check_directory(folder, quoted, split, " --capacity-tokens 22");
}

TEST_CASE("trace partition: what is wrong is one line, and status 2") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace partition " + arguments), 2, Contains(message));
  };
  refused(folder.path("none.h5") + " --capacity-tokens 100", "none.h5: no such file");
  refused(trace, "either this or --capacity-bytes");
  refused(trace + " --capacity-tokens 9 --capacity-bytes 9 --token-bytes 1", "either this");
  refused(trace + " --capacity-bytes 1000", "--token-bytes");
  refused(trace + " --capacity-tokens 100 --token-bytes 1", "--token-bytes");
  refused(trace + " --capacity-bytes 1x --token-bytes 1", "--capacity-bytes: is '1x'");
  refused(trace + " --capacity-bytes 100 --token-bytes 0", "--token-bytes: is '0'");
  refused(trace + " --capacity-bytes '2 TiB' --token-bytes 1", "at most 1 TiB");
  refused(trace + " --capacity-tokens 1", "holds no token for each of the 2 partitions");
  refused(trace + " --capacity-bytes 600 --token-bytes 512", "--capacity-bytes: holds no token");
  refused(trace + " --capacity-tokens 15 --granule 8", "holds no page of 8 tokens");
  refused(trace + " --capacity-tokens 100 --scope global", "expected layer-request or layer");
  refused(trace + " --capacity-tokens 100 --scope layers", "did you mean 'layer'?");
  refused(trace + " --capacity-tokens 100 --lookup both", "step, sequential");
  for (const char* granule : {"0", "-8", "8192"}) {
    refused(trace + " --capacity-tokens 100 --granule=" + granule, "expected 1 to 4096 tokens");
  }
}

TEST_CASE("trace hits: shares from a file, and what is wrong with them") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder);
  const std::string file = folder.write("shares.yaml",
                                        "llc: {reservation: {bytes: 700, lookup: sequential, "
                                        "shares: [{layer: 1, request: 0, weight: 2}]}}");
  const std::string options = trace + " --token-bytes 10 --shares " + file;
  const Json json = Json::parse(output(folder, "hits --format json " + options));
  CHECK(json["reservation"]["capacities_tokens"] == Json({10, 10, 20, 10, 10, 10}));
  CHECK(json["reservation"]["lookup"] == "sequential");
  const Json other = Json::parse(output(
      folder, "hits --format json --lookup step --policy arc --capacity-bytes 1400 " + options));
  CHECK(other["reservation"]["capacities_tokens"] == Json({20, 20, 40, 20, 20, 20}));
  CHECK(other["reservation"]["lookup"] == "step");
  CHECK(other["reservation"]["policy"] == "arc");
  CHECK_THAT(output(folder, "hits " + options), Contains("of 10 to 20 tokens"));

  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace hits " + trace + " " + arguments), 2, Contains(message));
  };
  const auto file_of = [&](const std::string& reservation) {
    return "--token-bytes 10 --shares " +
           folder.write("wrong.yaml", "llc: {reservation: {" + reservation + "}}");
  };
  refused("--shares none.yaml --token-bytes 1", "none.yaml");
  refused("--shares " + file, "--token-bytes: is needed");
  refused("--shares " + file + " --token-bytes 10 --capacity-tokens 5", "--capacity-bytes");
  refused(file_of("shares: [{layer: 1, weight: 2}]"), "states no llc.reservation.bytes");
  refused(file_of("bytes: 700, shares: [{weight: 0}]"), "no layer or request has any weight");
  refused(file_of("bytes: 700, share: []"), "did you mean 'shares'?");
  refused(file_of("bytes: 7, shares: [{layer: 1, weight: 2}]"), "hold no token of 10 B");
}

}  // namespace dsavp::trace_partition_test

// `dsa-vp hbm` as a user meets it.
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp::hbm_command_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

const std::string kHbm3 = "--standard hbm3 --mapping robaracoch --interleave 64";

Outcome hbm(const ScratchFolder& folder, const std::string& arguments) {
  return dsa_vp(folder, "hbm --reads 20000 " + arguments);
}

Json figures(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = hbm(folder, "--format json " + arguments);
  INFO(arguments << ": " << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  return Json::parse(outcome.out);
}

double fraction(const ScratchFolder& folder, const std::string& arguments) {
  return figures(folder, arguments)["fraction_of_peak"].get<double>();
}

TEST_CASE("hbm: JSON holds the figures and what they are of") {
  const ScratchFolder folder;
  const Json json =
      figures(folder, kHbm3 + " --token-bytes '4 KiB' --window 512 --seed 3 --pattern mixed");
  const Json& memory = json["memory"];
  CHECK_THAT(memory["standard"].get<std::string>(), Contains("HBM3"));
  CHECK(memory["stacks"] == 1);
  CHECK(memory["channels"] == 16);
  CHECK(memory["mapping"] == "robaracoch");
  CHECK(memory["interleave_bytes"] == 64);
  CHECK_THAT(memory["digits"].get<std::string>(),
             Contains("column 2, channel 16, column 16, pseudo_channel 2"));
  const Json& traffic = json["traffic"];
  CHECK(traffic["pattern"] == "mixed");
  CHECK(traffic["token_bytes"] == 4096);
  CHECK(traffic["window"] == 512);
  CHECK(traffic["reads"] == 20000);
  CHECK(traffic["seed"] == 3);
  const auto peak = memory["peak_gbps"].get<double>();
  CHECK(json["bandwidth_gbps"].get<double>() ==
        Approx(peak * json["fraction_of_peak"].get<double>()));
  CHECK(json["row_hits"].get<int>() + json["row_misses"].get<int>() >= 2 * 20000);
  CHECK(json["host"]["blocks_per_second"].get<double>() > 0);
  CHECK(json["host"]["seconds"].get<double>() > 0);
  for (const char* latency : {"block_latency_ns", "token_latency_ns"}) {
    CHECK(json[latency]["p50"] <= json[latency]["p95"]);
    CHECK(json[latency]["p95"] <= json[latency]["p99"]);
    CHECK(json[latency]["mean"].get<double>() > 0);
  }
  CHECK(json["token_latency_ns"]["mean"] > json["block_latency_ns"]["mean"]);
}

TEST_CASE("hbm: a table states the memory, its map and the traffic") {
  const ScratchFolder folder;
  const Outcome outcome =
      hbm(folder, "--hardware " DSA_CONFIG_DIR "/hardware/h100.yaml --token-bytes 1152");
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  CHECK_THAT(outcome.out, Contains("5 stacks x 16 channels") && Contains("stack 5") &&
                              Contains("random") && Contains("tokens of 1152 B") &&
                              Contains("% of the peak"));
}

TEST_CASE("hbm: the same traffic gives the same figures") {
  const ScratchFolder folder;
  Json first = figures(folder, kHbm3);
  Json second = figures(folder, kHbm3);
  first.erase("host");
  second.erase("host");
  CHECK(first == second);
  CHECK(figures(folder, kHbm3 + " --seed 2")["block_latency_ns"] != first["block_latency_ns"]);
}

TEST_CASE("hbm: options change what they say") {
  const ScratchFolder folder;
  CHECK(fraction(folder, kHbm3 + " --window 1024") > 1.2 * fraction(folder, kHbm3));
  CHECK(fraction(folder, kHbm3 + " --window 1 --gap-ns 1000") < 0.001);
  CHECK(fraction(folder, kHbm3 + " --front-end-queue 1") < 0.9 * fraction(folder, kHbm3));
  const Json four = figures(folder, "--standard hbm3 --channels 4");
  CHECK(four["memory"]["channels"] == 4);
  CHECK(four["memory"]["mapping"] == "robaracoch");  // named though nobody asked
  CHECK(four["memory"]["peak_gbps"].get<double>() ==
        Approx(figures(folder, kHbm3)["memory"]["peak_gbps"].get<double>() / 4));
  CHECK(fraction(folder, kHbm3 + " --set hbm.controller_ns=500 --window 64") <
        0.5 * fraction(folder, kHbm3 + " --window 64"));
}

TEST_CASE("hbm: every shipped standard and hardware, under every map") {
  const ScratchFolder folder;
  for (const auto& file : std::filesystem::directory_iterator(DSA_CONFIG_DIR "/memory")) {
    const std::string name = file.path().stem().string();
    for (const char* map : {"robaracoch", "mop4clxor", "rorabgbachco", "bank-interleaved",
                            "row-friendly", "group-interleaved"}) {
      const std::string arguments = "--standard " + name + " --mapping " + map;
      CHECK(figures(folder, arguments)["memory"]["mapping"] == map);
      CHECK(fraction(folder, arguments + " --pattern sequential --window 1024") <= 1);
    }
  }
  for (const auto& file : std::filesystem::directory_iterator(DSA_CONFIG_DIR "/hardware")) {
    CHECK(fraction(folder, "--hardware " + file.path().string()) > 0);
  }
}

TEST_CASE("hbm: a standard may be a file of one's own, with a map of its own") {
  const ScratchFolder folder;
  const std::string file =
      folder.write("mine.yaml", "include: " DSA_CONFIG_DIR
                                "/memory/hbm3.yaml\n"
                                "hbm: {mapping_name: mop4clxor, interleave_bytes: 512 }\n");
  const Json own = figures(folder, "--standard " + file);
  CHECK(own["memory"]["mapping"] == "mop4clxor");
  CHECK(own["memory"]["interleave_bytes"] == 512);
  CHECK_THAT(own["memory"]["digits"].get<std::string>(), Contains("bank_group ^ column >> 2"));
  const Json other = figures(folder, "--standard " + file + " --mapping row-friendly");
  CHECK(other["memory"]["mapping"] == "row-friendly");
}

TEST_CASE("hbm: what is wrong is one line, and status 2") {
  const ScratchFolder folder;
  const auto refused = [&folder](const std::string& arguments, const auto& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "hbm " + arguments), 2, message);
  };
  refused("", Contains("--hardware FILE or --standard NAME"));
  refused("--standard hbm3 --hardware x.yaml", Contains("--hardware FILE or --standard NAME"));
  refused("--standard hbm33", Contains("--standard hbm33") && Contains("did you mean 'hbm3'?"));
  refused("--standard absent.yaml", Contains("absent.yaml"));
  refused("--hardware " + folder.path(""), Contains("is a directory"));
  refused("--hardware " DSA_CONFIG_DIR "/models/glm-5.2.yaml", Contains("required key is missing"));
  refused("--standard hbm3 --mapping mop5",
          Contains("--mapping mop5") && Contains("robaracoch, mop4clxor"));
  refused("--standard hbm3 --interleave 96",
          Contains("--interleave 96: hbm.interleave_bytes: is 96") &&
              Contains("32, 64, 128, 256, 512, 1024 only"));
  refused("--standard hbm3 --interleave ten", Contains("--interleave ten"));
  refused("--standard hbm3 --channels 0", Contains("--channels 0") && Contains("1 to 64"));
  refused("--standard hbm3 --set hbm.organisation.row_bytes=1000",
          Contains("hbm.organisation.row_bytes: must be a multiple"));
  refused("--standard hbm3 --set hbm.organisation.banks=16",
          Contains("hbm.organisation: ") && Contains("128 banks"));
  refused("--standard hbm3 --set hbm.timing.refi_ns=100",
          Contains("--set hbm.timing.refi_ns=100: hbm.timing.refi_ns: "));
  refused("--standard hbm3 --set llc.slices=4", Contains("a key of the section hbm"));
  refused("--standard hbm3 --set hbm.timing.cll_ns=4", Contains("did you mean 'cl_ns'?"));
  refused("--standard hbm3 --pattern randm", Contains("did you mean 'random'?"));
  refused("--standard hbm3 --token-bytes 24", Contains("--token-bytes: ") && Contains("of 16"));
  refused("--standard hbm3 --token-bytes x", Contains("--token-bytes: is 'x'"));
  refused("--standard hbm3 --token-bytes '1 TiB'", Contains("--token-bytes: "));
  refused("--standard hbm3 --window 0", Contains("--window: is 0"));
  refused("--standard hbm3 --reads 10", Contains("--reads: is 10"));
  refused("--standard hbm3 --gap-ns -1", Contains("--gap-ns: is -1"));
  refused("--standard hbm3 --front-end-queue -1", Contains("--front-end-queue: is -1"));
}

TEST_CASE("hbm: options that do not parse have status 2") {
  const ScratchFolder folder;
  CHECK(dsa_vp(folder, "hbm --standard hbm3 --window many").status == 2);
  CHECK(dsa_vp(folder, "hbm --standard hbm3 --format xml").status == 2);
  CHECK(dsa_vp(folder, "hbm --hardware x.yaml --mapping robaracoch").status == 2);
}

TEST_CASE("hbm: a closed pipe is no crash") {
  const ScratchFolder folder;
  const Outcome outcome =
      shell(folder, "{ " + std::string(DSA_VP) + " hbm --standard hbm3 --reads 5000; echo $? >" +
                        folder.path("status") + "; } | true; sleep 0.2");
  CHECK(outcome.status == 0);
  CHECK(std::stoi(content_of(folder.path("status"))) <= 1);
}

}  // namespace
}  // namespace dsavp::hbm_command_test

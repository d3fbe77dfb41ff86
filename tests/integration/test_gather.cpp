// Gathers alone on the shipped hardware: parts, determinism, properties, and the command.
#include <sys/wait.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "platforms/gather/gather.h"
#include "platforms/gather/gather_lists.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/simulation.h"

namespace dsavp {
namespace {

using Json = nlohmann::json;
using Settings = std::vector<std::string>;

const std::string kH100 = DSA_CONFIG_DIR "/hardware/h100.yaml";

HardwareModel h100(const Settings& settings = {}) {
  return load_hardware(kH100, settings);
}

GatherRequest request(GatherSource source, std::int64_t tokens, Bytes token_bytes,
                      Bytes footprint = 0, int gathers = 0) {
  GatherRequest request;
  request.source = source;
  request.tokens = tokens;
  request.token_bytes = token_bytes;
  request.footprint = footprint;
  request.gathers = gathers;
  return request;
}

Json gather(const HardwareModel& hardware, const GatherRequest& asked) {
  return test::simulate([&]() -> Json {
    const GatherResult r = run_gather(hardware, asked);
    return {{"time", r.time_us},    {"launch", r.launch_us},       {"start_up", r.start_up_us},
            {"index", r.index_us},  {"data", r.data_us},           {"gbps", r.gbps},
            {"share", r.llc_share}, {"gathers", r.request.gathers}};
  });
}

double time_of(const HardwareModel& hardware, const GatherRequest& asked) {
  return gather(hardware, asked)["time"];
}

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

Outcome dsa_vp(const ScratchFolder& folder, const std::string& arguments) {
  const auto content = [&folder](const char* name) {
    std::ostringstream text;
    text << std::ifstream(folder.path(name)).rdbuf();
    return text.str();
  };
  const std::string command = std::string(DSA_VP) + " gather " + arguments + " >" +
                              folder.path("stdout") + " 2>" + folder.path("stderr");
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, content("stdout"), content("stderr")};
}

}  // namespace

using Catch::Contains;

TEST_CASE("a gather's parts add up and are the configuration's", "[gather]") {
  const HardwareModel hardware = h100();
  const GatherSource source = GENERATE(GatherSource::kHbm, GatherSource::kLlc);
  const Json r = gather(hardware, request(source, 1000, 1152));
  const double parts = r["launch"].get<double>() + r["start_up"].get<double>() +
                       r["index"].get<double>() + r["data"].get<double>();
  CHECK(parts == Approx(r["time"].get<double>()).epsilon(1e-12));
  CHECK(r["launch"] == Approx(hardware.sparse_attention.dispatch_ns / 1e3));
  CHECK(r["start_up"] == Approx(hardware.sparse_attention.start_up_ns / 1e3));
  CHECK(r["index"] == Approx(hardware.sparse_attention.index_load_ns / 1e3));
  // Two pieces, one after the other, each at least a load from the source.
  CHECK(r["data"].get<double>() > 2 * (source == GatherSource::kHbm ? 0.352 : 0.143));
  CHECK(r["gbps"].get<double>() ==
        Approx(1000 * 1152 / r["time"].get<double>() / 1e3).epsilon(1e-9));
}

TEST_CASE("one token from an idle HBM or a warm LLC takes the dependent load's time", "[gather]") {
  const auto [source, load_us] = GENERATE(
      table<GatherSource, double>({{GatherSource::kHbm, 0.352}, {GatherSource::kLlc, 0.143}}));
  const HardwareModel hardware = h100({"hbm.refresh=none"});
  CHECK(gather(hardware, request(source, 1, 128))["data"] == Approx(load_us).epsilon(0.01));
}

TEST_CASE("what a gather finds in the LLC", "[gather]") {
  const HardwareModel hardware = h100();
  CHECK(gather(hardware, request(GatherSource::kLlc, 2048, 512))["share"] == 1);
  CHECK(gather(hardware, request(GatherSource::kHbm, 2048, 512))["share"] < 0.001);
  // Past half of the LLC, where each partition keeps its own copy, little is left.
  const double half = gather(hardware, request(GatherSource::kLlc, 2048, 4096, 24 * kMiB))["share"];
  const double more = gather(hardware, request(GatherSource::kLlc, 2048, 4096, 64 * kMiB))["share"];
  CHECK(half > 0.85);
  CHECK(more < 0.5);
}

TEST_CASE("the same seed gives the same gather, another one another", "[gather]") {
  const HardwareModel hardware = h100();
  GatherRequest asked = request(GatherSource::kHbm, 500, 1024, 0, 4);
  const Json once = gather(hardware, asked);
  CHECK(gather(hardware, asked) == once);
  asked.seed = 2;
  CHECK(gather(hardware, asked)["time"] != once["time"]);
}

TEST_CASE("more tokens or more bytes take more time, on average", "[gather][long]") {
  const HardwareModel hardware = h100();
  const GatherSource source = GENERATE(GatherSource::kHbm, GatherSource::kLlc);
  double narrower = 0;
  for (const Bytes bytes : {512, 1152, 2048, 4096}) {
    double fewer = 0;
    for (const std::int64_t tokens : {256, 1024, 4096}) {
      const double time = time_of(hardware, request(source, tokens, bytes));
      CHECK(time > fewer);
      fewer = time;
    }
    CHECK(fewer > narrower);
    narrower = fewer;
  }
}

TEST_CASE("lists ascend, and fresh ones share no token", "[gather]") {
  GatherLists lists(5000, true, 1);
  std::vector<bool> seen(5000);
  for (int i = 0; i < 5; ++i) {
    const std::vector<std::int32_t> list = lists.next(1000);
    CHECK(list.size() == 1000);
    CHECK(std::is_sorted(list.begin(), list.end()));
    for (const std::int32_t token : list) REQUIRE_FALSE(seen[static_cast<std::size_t>(token)]);
    for (const std::int32_t token : list) seen[static_cast<std::size_t>(token)] = true;
  }
}

TEST_CASE("a request is completed within what the footprint holds", "[gather]") {
  const HardwareModel hardware = h100();
  CHECK(complete(hardware, request(GatherSource::kHbm, 2048, 512)).footprint == 30 * kGiB);
  CHECK(complete(hardware, request(GatherSource::kLlc, 2048, 512)).footprint == 4 * kMiB);
  CHECK(complete(hardware, request(GatherSource::kHbm, 262144, 4096, kGiB)).gathers == 1);
  CHECK(complete(hardware, request(GatherSource::kHbm, 256, 512)).gathers == 32);
}

TEST_CASE("dsa-vp gather prints its result in either form", "[gather]") {
  const ScratchFolder folder;
  const std::string arguments = "--hardware " + kH100 + " --tokens 500 --gathers 2";
  const Outcome table = dsa_vp(folder, arguments);
  CHECK(table.status == 0);
  CHECK_THAT(table.out, Contains("H100") && Contains("first index") && Contains("500 tokens"));
  const Outcome json = dsa_vp(folder, arguments + " --format json");
  CHECK(json.status == 0);
  const Json result = Json::parse(json.out);
  double parts = 0;
  for (const auto& [name, us] : result["parts_us"].items()) parts += us.get<double>();
  CHECK(parts == Approx(result["time_us"].get<double>()));
  CHECK(result["request"]["gathers"] == 2);
  CHECK(result["request"]["footprint_bytes"] == 30 * kGiB);
}

TEST_CASE("dsa-vp gather names what is wrong in one line, with status 2", "[gather]") {
  const ScratchFolder folder;
  const auto refused = [&folder](const std::string& more, const char* message) {
    const Outcome outcome = dsa_vp(folder, "--hardware " + kH100 + " " + more);
    INFO(more);
    CHECK(outcome.status == 2);
    CHECK(outcome.out.empty());
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK_THAT(outcome.err, Contains(message));
  };
  refused("--tokens 0", "--tokens");
  refused("--token-bytes 100", "multiple of 16 B");
  refused("--token-bytes 0", "--token-bytes");
  refused("--source dram", "hbm, llc");
  refused("--source llc --footprint 256 --token-bytes 512", "--footprint");
  refused("--footprint 1099511627776", "of memory");
  refused("--footprint 1048576 --tokens 4096", "--source llc");
  refused("--gathers -1", "--gathers");
  refused("--set llc.wayz=4", "llc.wayz");
  CHECK(dsa_vp(folder, "--hardware " + folder.path("absent.yaml")).status == 2);
  CHECK(dsa_vp(folder, "").status == 2);
}

}  // namespace dsavp

// `dsa-vp trace hits` as a user meets it, and beside the timed platform.
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>

#include "models/llc/policy_list.h"
#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_writer.h"
#include "tests/support/command_line.h"

namespace dsavp::trace_hits_test {
namespace {

using Catch::Contains;
using Json = nlohmann::json;

const std::string kLarge = std::string(DSA_TRACE_DIR) + "/code-16k-k2048.h5";
const std::string kSmall = std::string(DSA_TRACE_DIR) + "/code-16k-k512.h5";

Json hits(const ScratchFolder& folder, const std::string& arguments) {
  const Outcome outcome = dsa_vp(folder, "trace hits --format json " + arguments);
  INFO(arguments << ": " << outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());
  return Json::parse(outcome.out);
}

std::int64_t total_hits(const ScratchFolder& folder, const std::string& arguments) {
  return hits(folder, arguments)["total"]["hits"].get<std::int64_t>();
}

void check_adds_up(const Json& json) {
  std::map<std::string, std::int64_t> sums;
  for (const Json& layer : json["layers"]) {
    for (const auto& [key, value] : layer.items()) sums[key] += value.get<std::int64_t>();
  }
  for (const auto& [key, value] : json["total"].items()) CHECK(sums[key] == value);
  CHECK(sums["lookups"] == sums["hits"] + sums["misses"]);
  CHECK(sums["fetches"] - sums["bypassed"] - sums["evictions"] == json["resident_granules"]);
  CHECK(sums["used_tokens"] <= sums["fetched_tokens"]);
}

// The first steps of a trace, as a trace.
void write_beginning(const std::string& from, const std::string& to, int steps) {
  TraceReader reader(from);
  TraceWriter writer(to, reader.info());
  TraceStep step;
  for (int i = 0; i < steps && reader.next(step); ++i) writer.append(step);
  writer.close();
}

struct TimedCase {
  std::string policy;
  std::string lookup;
  int granule = 1;
  int tensor_parallel = 8;
  int kv_bytes = 512;
};

// Half a thousand tokens for each of 24 partitions, with time and without; returns the summary of
// the run with time.
Json check_same(const ScratchFolder& folder, const std::string& trace, const TimedCase& c) {
  INFO(c.policy << " " << c.lookup << " " << c.granule << " " << c.kv_bytes);
  const Json expected =
      hits(folder, fmt::format("{} --capacity-tokens 512 --policy {} --lookup {} --granule {}",
                               trace, c.policy, c.lookup, c.granule));
  const Outcome run = dsa_vp(
      folder, fmt::format("run {}/studies/quickstart.yaml --output {} --set trace.file={} "
                          "--set workload.layers=12 --set workload.batch=2 --set "
                          "trace.cycle=false --set llc.reservation.bytes={} --set "
                          "llc.reservation.policy={} --set llc.reservation.lookup={} --set "
                          "llc.reservation.granule_tokens={} --set workload.tensor_parallel={}",
                          DSA_CONFIG_DIR, folder.path("out"), trace, 24 * 512 * c.kv_bytes,
                          c.policy, c.lookup, c.granule, c.tensor_parallel));
  INFO(run.err);
  REQUIRE(run.status == 0);
  const Json summary = Json::parse(content_of(folder.path("out/result.json")))["summary"];
  for (const auto& [key, value] : expected["total"].items()) {
    INFO(key);
    CHECK(summary["kv"][key] == value);
  }
  return summary;
}

}  // namespace

TEST_CASE("trace hits: the figures of the real trace") {
  const ScratchFolder folder;
  CHECK(total_hits(folder, kLarge + " --capacity-tokens 2048") == 4249912);
  CHECK(total_hits(folder, kLarge + " --capacity-tokens 1024") == 2207991);
  CHECK(total_hits(folder, kLarge + " --capacity-tokens 2048 --lookup sequential") == 2345588);
  CHECK(total_hits(folder, kLarge + " --capacity-tokens 1024 --lookup sequential") == 0);
  CHECK(total_hits(folder, kLarge + " --capacity-bytes '24 MiB' --token-bytes 512") == 4249912);
}

TEST_CASE("trace hits: no policy has more than the optimum, and all of them add up", "[long]") {
  const ScratchFolder folder;
  const std::string lookup = GENERATE("step", "sequential");
  const int capacity = GENERATE(200, 512, 1500);
  const std::string options =
      fmt::format("{} --lookup {} --capacity-tokens {} --policy ", kSmall, lookup, capacity);
  const Json optimum = hits(folder, options + "optimum");
  check_adds_up(optimum);
  for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) {
    INFO(options << word);
    const Json json = hits(folder, options + word);
    check_adds_up(json);
    CHECK(json["total"]["hits"] <= optimum["total"]["hits"]);
  }
}

TEST_CASE("trace hits: pages, scopes and pins add up") {
  const ScratchFolder folder;
  const std::string options =
      GENERATE("--granule 16", "--granule 64 --lookup sequential", "--scope layer --granule 8",
               "--scope global --policy s3-fifo", "--pin-recent 64 --policy fifo",
               "--granule 32 --pin-recent 100 --policy lfu", "--granule 16 --policy optimum",
               "--granule 16 --policy optimum --lookup sequential", "--policy random --seed 7");
  INFO(options);
  check_adds_up(hits(folder, kSmall + " --capacity-tokens 1024 " + options));
}

TEST_CASE("trace hits: the timed platform has the same", "[long]") {
  const ScratchFolder folder;
  const std::string trace = folder.path("beginning.h5");
  write_beginning(kSmall, trace, 4);
  for (const auto& [kind, word] : EnumWords<PolicyKind>::kWords) {
    for (const char* lookup : {"step", "sequential"}) {
      check_same(folder, trace, {word, lookup});
    }
  }
}

TEST_CASE("trace hits: the timed platform has the same with pages, and reads their bytes",
          "[long]") {
  const ScratchFolder folder;
  const std::string trace = folder.path("beginning.h5");
  write_beginning(kSmall, trace, 3);
  const int granule = GENERATE(8, 64);
  const std::string lookup = GENERATE("step", "sequential");
  const auto [tensor_parallel, kv_bytes] = GENERATE(table<int, int>({{8, 512}, {2, 2048}}));
  std::vector<std::string> policies = {"lru", "fifo", "s3-fifo", "optimum"};
  if (kv_bytes == 2048) policies = {"lru", "bip"};  // tokens that are read in two pieces
  // What is read besides tokens does not depend on the granule.
  const Json tokens = check_same(folder, trace, {"lru", lookup, 1, tensor_parallel, kv_bytes});
  const std::int64_t besides = tokens["hbm"]["bytes_read"].get<std::int64_t>() -
                               tokens["kv"]["fetched_tokens"].get<std::int64_t>() * kv_bytes;
  for (const std::string& policy : policies) {
    const Json pages =
        check_same(folder, trace, {policy, lookup, granule, tensor_parallel, kv_bytes});
    const Json& llc = pages["llc"];
    const auto of_llc = [&](const char* key) { return llc[key].get<std::int64_t>(); };
    CHECK(of_llc("page_fetches") + of_llc("joined_page_fetches") == pages["kv"]["fetches"]);
    CHECK(of_llc("page_bytes") + of_llc("joined_page_bytes") ==
          pages["kv"]["fetched_tokens"].get<std::int64_t>() * kv_bytes);
    CHECK(pages["hbm"]["bytes_read"] == besides + of_llc("page_bytes"));
    if (lookup == "step") CHECK(llc["joined_page_fetches"] == 0);
    CHECK(of_llc("most_page_payloads") > 0);
    CHECK(pages["kv"]["used_tokens"] < pages["kv"]["fetched_tokens"]);
  }
}

TEST_CASE("trace hits: tables say what they are of") {
  const ScratchFolder folder;
  const Outcome table = dsa_vp(folder, "trace hits --capacity-tokens 512 --granule 16 " + kSmall);
  CHECK(table.status == 0);
  CHECK_THAT(table.out, Contains("24 partitions (layer-request) of 512 tokens, lru, step look-up, "
                                 "pages of 16 tokens"));
  const Outcome csv = dsa_vp(folder, "trace hits --capacity-tokens 512 --format csv " + kSmall);
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 14);
}

TEST_CASE("trace hits: a file's name that is no UTF-8 has JSON all the same") {
  const ScratchFolder folder;
  const std::string trace = folder.path("t\xff.h5");
  std::filesystem::copy_file(kSmall, trace);
  CHECK(hits(folder, trace + " --capacity-tokens 512")["trace"] == "t\uFFFD.h5");
}

TEST_CASE("trace hits: wrong input is one line and status 2") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(dsa_vp(folder, "trace hits " + arguments), 2, Contains(message));
  };
  refused("none.h5 --capacity-tokens 1", "none.h5");
  refused(kSmall, "either this or --capacity-bytes");
  refused(kSmall + " --capacity-tokens 5 --capacity-bytes 100 --token-bytes 1", "either this");
  refused(kSmall + " --capacity-bytes 100", "--token-bytes");
  refused(kSmall + " --capacity-bytes 100 --token-bytes 512", "hold no token of 512 B");
  refused(kSmall + " --capacity-tokens 8 --granule 16", "hold no page of 16 tokens");
  refused(kSmall + " --capacity-tokens 8 --policy lur", "lru");
  refused(kSmall + " --capacity-tokens 8 --policy random --seed -1", "--seed");
  refused(kSmall + " --capacity-tokens 8 --pin-recent 9", "to be pinned in a partition of 8");
}

}  // namespace dsavp::trace_hits_test

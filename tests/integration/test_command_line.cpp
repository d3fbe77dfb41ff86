// dsa-vp as a user meets it: its results, and one clear line and the right status for what is
// wrong.
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"
#include "tests/unit/traces/trace_test_util.h"

namespace dsavp::command_line_test {
namespace {

const std::string kStudy = DSA_CONFIG_DIR "/studies/quickstart.yaml";

// The quickstart with few steps, into the folder's "out".
Outcome run(const ScratchFolder& folder, const std::string& more) {
  return dsa_vp(folder, "run " + kStudy + " --set workload.steps=2 --output " + folder.path("out") +
                            " " + more);
}

bool exists(const std::string& path) {
  return std::filesystem::exists(path);
}

// A small valid trace for a study of one layer and one request.
std::string small_trace(const ScratchFolder& folder, const std::string& order) {
  const std::string path = folder.path("trace.h5");
  trace_test::write_random(path, trace_test::make_info(1, 1, 8, order), 3, 100, 1);
  return path;
}

std::string with_trace(const std::string& trace) {
  return "--set workload.layers=1 --set trace.file=" + trace;
}

}  // namespace

using Catch::Contains;

TEST_CASE("a run writes its four files and prints its table") {
  const ScratchFolder folder;
  const Outcome outcome = run(folder, "");
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());  // no progress in a pipe
  CHECK_THAT(outcome.out, Contains("per decode step") && Contains("81920 look-ups"));
  const nlohmann::json result = nlohmann::json::parse(content_of(folder.path("out/result.json")));
  CHECK(result["version"] == 1);
  CHECK(result["summary"]["steps"] == 2);
  const std::string steps = content_of(folder.path("out/steps.csv"));
  CHECK(std::count(steps.begin(), steps.end(), '\n') == 3);
  const nlohmann::json host = nlohmann::json::parse(content_of(folder.path("out/host.json")));
  CHECK(host["transactions_per_second"] > 0);
  CHECK(host["peak_memory_bytes"] < 300'000'000);
}

TEST_CASE("the same inputs give the same bytes, from the study or from its effective.yaml") {
  const ScratchFolder folder;
  REQUIRE(run(folder, "").status == 0);
  const std::string again = folder.path("again");
  REQUIRE(
      dsa_vp(folder, "run " + folder.path("out/effective.yaml") + " --output " + again).status ==
      0);
  for (const char* file : {"/result.json", "/steps.csv", "/effective.yaml"}) {
    CHECK(content_of(folder.path("out") + file) == content_of(again + file));
  }
}

TEST_CASE("the baseline is the same study with nothing reserved") {
  const ScratchFolder folder;
  const Outcome outcome = run(folder, "--baseline");
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("of the gather") && Contains("of the step"));
  const std::string none = folder.path("none");
  REQUIRE(dsa_vp(folder, "run " + kStudy + " --set workload.steps=2 " +
                             "--set llc.reservation.bytes=0 --output " + none)
              .status == 0);
  CHECK(content_of(folder.path("out/baseline/result.json")) == content_of(none + "/result.json"));
}

TEST_CASE("a configuration that is wrong is one line with its place, and status 2") {
  const ScratchFolder folder;
  const auto refused = [&folder](const std::string& more, const auto& message) {
    check_refused(run(folder, more), 2, message);
    CHECK_FALSE(exists(folder.path("out/result.json")));
  };
  refused("--set llc.reservaton.bytes=0", Contains("llc.reservaton") && Contains("reservation"));
  refused("--set llc.reservation.bytes=51MiB", Contains("llc.reservation.bytes"));
  refused("--set 'llc.reservation.bytes=51 MiB'", Contains("the LLC has 52428800 B"));
  refused("--set 'llc.reservation.bytes=40 MiB'", Contains("at most 32768000 B"));
  refused("--set llc.reservation.policy=lfu2", Contains("lru"));
  refused("--set llc.reservation.granule_tokens=4097", Contains("1 to 4096"));
  refused("--set llc.reservation.granule_tokens=64 --set llc.reservation.bytes=655359",
          Contains("655359 B in 20 partitions keep no page of 64 tokens, 32768 B"));
  refused(
      "--set workload.tensor_parallel=1 --set model.attention.kv_bytes='64 KiB' "
      "--set llc.reservation.granule_tokens=4096",
      Contains("a page of 4096 tokens is 268435456 B, but the LLC fetches at most 67108864 B"));
  refused("--set workload.layers=81", Contains("Llama-3.1-70B has 80 layers"));
  refused("--set workload.steps=129", Contains("the trace has 128 steps"));
  refused("--set trace.cycle=false", Contains("workload.layers") && Contains("trace.cycle: true"));
  refused("--set trace.cycle=false --set workload.layers=12 --set workload.batch=3",
          Contains("workload.batch") && Contains("trace.cycle: true"));
  refused("--set trace.file=absent.h5", Contains("absent.h5"));
  refused("--set 'hbm.mapping=[{field: row, size: 4}]'", Contains("'column'"));
  refused("--set 'hbm.mapping=[]'", Contains("hbm.mapping: neither mapping_name nor mapping"));
  refused("--set hbm.mapping_name=robaracoch", Contains("hbm.mapping_name: ") && Contains("both"));
  refused("--set hbm.interleave_bytes=64", Contains("goes with mapping_name"));
  refused("--set hbm.timing.refi_ns=100", Contains("refi_ns"));
  refused("--set workload.batch=3000", Contains("does not hold"));
  refused("--set workload.batch=3277", Contains("more than the LLC's 65536 token windows"));
  refused(
      "--set hbm.organisation.stacks=64 --set hbm.organisation.rows=16777216 "
      "--set hbm.organisation.row_bytes=4096 --set hbm.mapping=[] --set hbm.mapping_xor=[] "
      "--set hbm.mapping_name=robaracoch",
      Contains("hbm.organisation") && Contains("expected at most 281474976710656 B"));
  refused("--set workload.tensor_parallel=3", Contains("tensor_parallel"));
}

TEST_CASE("a misspelt key in a file is named with file and line") {
  const ScratchFolder folder;
  const std::string study =
      folder.write("study.yaml", "include: " + kStudy + "\nllc:\n  slice: 4\n");
  check_refused(dsa_vp(folder, "run " + study), 2,
                Contains("study.yaml:3: llc.slice") && Contains("'slices'"));
  check_refused(dsa_vp(folder, "run " + folder.path("absent.yaml")), 2, Contains("absent.yaml"));
}

TEST_CASE("a command line that is wrong is one line, and status 2") {
  const ScratchFolder folder;
  check_refused(dsa_vp(folder, ""), 2, Contains("subcommand"));
  check_refused(dsa_vp(folder, "rum"), 2, Contains("subcommand"));
  check_refused(dsa_vp(folder, "run"), 2, Contains("study is required"));
  check_refused(dsa_vp(folder, "run " + kStudy + " --sett a=1"), 2, Contains("--sett"));
  check_refused(dsa_vp(folder, "trace hits t.h5 --granule 0"), 2, Contains("--granule"));
  CHECK(dsa_vp(folder, "--help").status == 0);
  CHECK(dsa_vp(folder, "--version").status == 0);
}

TEST_CASE("a trace that is wrong is one line with its place, and status 2") {
  const ScratchFolder folder;
  const std::string trace = small_trace(folder, "rank");
  SECTION("a duplicate index, in the middle of the run") {
    std::int32_t first = 0;
    {
      TraceReader reader(trace);
      TraceStep step;
      for (int i = 0; i < 2; ++i) REQUIRE(reader.next(step));
      REQUIRE(step.set(0, 0).size() > 1);
      first = step.set(0, 0)[0];
    }
    trace_test::edit(trace, [first](hid_t file) {
      trace_test::put_element(file, "topk_indices", {1, 0, 0, 1}, first);
    });
    check_refused(
        run(folder, with_trace(trace)), 2,
        Contains("trace.h5") && Contains("step 1") && Contains("layer 0") && Contains("request 0"));
  }
  SECTION("a truncated file") {
    std::filesystem::resize_file(trace, std::filesystem::file_size(trace) / 2);
    check_refused(run(folder, with_trace(trace)), 2, Contains("truncated"));
  }
  SECTION("k above the context") {
    trace_test::edit(trace, [](hid_t file) {
      trace_test::put_element(file, "context_length", {0, 0}, 5);
    });
    check_refused(run(folder, with_trace(trace)), 2, Contains("context"));
  }
  CHECK_FALSE(exists(folder.path("out/result.json")));
  CHECK_FALSE(exists(folder.path("out/steps.csv")));
}

TEST_CASE("a folder that cannot be written is one line, and status 1") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", "not a folder");
  check_refused(dsa_vp(folder, "run " + kStudy + " --output " + file + "/out"), 1, Contains(file));
}

TEST_CASE("what goes wrong with a run and its baseline is said once") {
  const ScratchFolder folder;
  const std::string file = folder.write("file", "not a folder");
  check_refused(dsa_vp(folder, "run " + kStudy + " --baseline --output " + file + "/out"), 1,
                Contains(file));
  const std::string trace = small_trace(folder, "rank");
  trace_test::edit(trace, [](hid_t id) {
    trace_test::put_element(id, "topk_indices", {1, 0, 0, 0}, 1 << 20);
  });
  check_refused(run(folder, "--baseline " + with_trace(trace)), 2, Contains("step 1"));
}

TEST_CASE("a full disk is one line, status 1, and leaves no result") {
  const ScratchFolder folder;
  // A limit on file sizes is met as a full disk is: a write that fails.
  const Outcome outcome =
      shell(folder, "ulimit -f 1; " + std::string(DSA_VP) + " run " + kStudy +
                        " --set workload.steps=2 --output " + folder.path("out"));
  check_refused(outcome, 1, Contains("cannot be written"));
  CHECK(std::filesystem::is_empty(folder.path("out")));
}

TEST_CASE("a closed pipe is no crash") {
  const ScratchFolder folder;
  const Outcome outcome = shell(folder, "{ " + std::string(DSA_VP) + " keys; echo $? >" +
                                            folder.path("status") + "; } | true; sleep 0.2");
  CHECK(outcome.status == 0);
  CHECK(std::stoi(content_of(folder.path("status"))) <= 1);
}

TEST_CASE("an interrupted run says so, has status 1 and leaves no result") {
  const ScratchFolder folder;
  // Once the folder holds the first temporary file, the run is under way.
  const Outcome outcome = shell(
      folder, std::string(DSA_VP) + " run " + kStudy + " --output " + folder.path("out") +
                  " & pid=$!; until [ -n \"$(ls -A " + folder.path("out") +
                  " 2>/dev/null)\" ]; do sleep 0.05; done; sleep 0.3; kill -INT $pid; wait $pid");
  check_refused(outcome, 1, Contains("interrupted after"));
  CHECK(std::filesystem::is_empty(folder.path("out")));
}

TEST_CASE("a killed run leaves no result, and an earlier one as it was") {
  const ScratchFolder folder;
  const std::string out = folder.path("out");
  const auto kill_one = [&folder, &out] {
    const std::string command =
        std::string(DSA_VP) + " run " + kStudy + " --output " + out + " & pid=$!; until ls -A " +
        out +
        " 2>/dev/null | grep -q \"steps.csv.$pid\"; do sleep 0.05; done; sleep 0.3; kill -9 $pid; "
        "wait $pid";
    return shell(folder, command).status;
  };
  CHECK(kill_one() == 128 + 9);
  for (const auto& entry : std::filesystem::directory_iterator(out)) {
    CHECK(entry.path().filename().string().front() == '.');  // under a temporary name
  }
  REQUIRE(run(folder, "").status == 0);  // what it has left is in nobody's way
  const std::string result = content_of(out + "/result.json");
  const std::string steps = content_of(out + "/steps.csv");
  CHECK(kill_one() == 128 + 9);
  CHECK(content_of(out + "/result.json") == result);
  CHECK(content_of(out + "/steps.csv") == steps);
}

TEST_CASE("output that cannot be written is one line and status 1, and the results are whole") {
  const ScratchFolder folder;
  const Outcome outcome =
      shell(folder, std::string(DSA_VP) + " run " + kStudy + " --set workload.steps=2 --output " +
                        folder.path("out") + " >/dev/full");
  check_refused(outcome, 1, Contains("the terminal or pipe cannot be written"));
  CHECK(nlohmann::json::parse(content_of(folder.path("out/result.json")))["version"] == 1);
}

TEST_CASE("the user's guide holds the table of keys that the program prints") {
  const ScratchFolder folder;
  const Outcome keys = dsa_vp(folder, "keys");
  REQUIRE(keys.status == 0);
  CHECK(content_of(DSA_CONFIG_DIR "/../docs/config-keys.md").find(keys.out) != std::string::npos);
}

TEST_CASE("every shipped hardware and model runs") {
  const ScratchFolder folder;
  for (const auto& hardware : std::filesystem::directory_iterator(DSA_CONFIG_DIR "/hardware")) {
    for (const auto& model : std::filesystem::directory_iterator(DSA_CONFIG_DIR "/models")) {
      const std::string study = folder.write(
          "study.yaml", "include: [" + hardware.path().string() + ", " + model.path().string() +
                            "]\ntrace: {file: " DSA_TRACE_DIR
                            "/code-16k-k512.h5, cycle: true}\n"
                            "workload: {steps: 1, layers: 5, tensor_parallel: 8}\n"
                            "llc: {reservation: {bytes: 4 MiB}}\n");
      const Outcome outcome = dsa_vp(folder, "run " + study + " --output " + folder.path("out"));
      INFO(hardware.path() << " with " << model.path() << ": " << outcome.err);
      CHECK(outcome.status == 0);
    }
  }
}

}  // namespace dsavp::command_line_test

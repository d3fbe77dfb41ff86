// dsa-vp sweep: what it runs, what it leaves, and what it says.
#include <fmt/format.h>

#include "tests/integration/sweep_test_util.h"

namespace dsavp {
namespace {

using namespace sweep_test;
using Catch::Contains;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

double step_us(const ScratchFolder& folder, const std::string& digest) {
  return json_of(run_file(folder, digest, "result.json"))["summary"]["step_time_us"]["mean"];
}

}  // namespace

TEST_CASE("a point's results are those of a run of its own, byte for byte") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  const Outcome outcome = sweep(folder, study);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.err.empty());  // no progress in a pipe
  const nlohmann::ordered_json json = manifest(folder);
  REQUIRE(json["points"].size() == 3);
  CHECK(json["study"] == "small");
  CHECK(json["points"][1]["settings"]["llc.reservation.bytes"] == "1 MiB");
  for (const auto& point : json["points"]) {
    const auto digest = point["digest"].get<std::string>();
    const auto bytes = point["settings"]["llc.reservation.bytes"].get<std::string>();
    const Outcome alone = dsa_vp(
        folder, "run " + study + " --output " + folder.path("alone") +
                    " --set simulation.check_protocol=false --set 'llc.reservation.bytes=" + bytes +
                    "'");
    INFO(alone.err);
    REQUIRE(alone.status == 0);
    for (const char* name : {"result.json", "steps.csv", "effective.yaml"}) {
      INFO(bytes << " " << name);
      CHECK(content_of(run_file(folder, digest, name)) == content_of(folder.path("alone/") + name));
    }
  }
}

TEST_CASE("axes cross, keys of one axis go together, conditions leave points out") {
  const ScratchFolder folder;
  const std::string study =
      small_study(folder,
                  "sweep:\n"
                  "  axes:\n"
                  "    - {llc.reservation.scope: [layer, global], workload.layers: [1, 2]}\n"
                  "    - llc.reservation.bytes: {from: 1 MiB, to: 4 MiB, factor: 2}\n"
                  "  where:\n"
                  "    - llc.reservation.bytes * workload.layers <= 4 MiB\n");
  const Outcome outcome = sweep(folder, study);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("5 points (1 left out by `where`)"));
  std::vector<std::string> found;
  const auto points = manifest(folder)["points"];
  for (const auto& point : points) {
    const auto& s = point["settings"];
    found.push_back(fmt::format("{} {} {}", s["llc.reservation.scope"].get<std::string>(),
                                s["workload.layers"].get<std::string>(),
                                s["llc.reservation.bytes"].get<std::string>()));
    const auto result =
        json_of(run_file(folder, point["digest"].get<std::string>(), "result.json"));
    CHECK(result["study"]["reservation"]["scope"] == s["llc.reservation.scope"]);
    CHECK(result["study"]["layers"] == std::stoi(s["workload.layers"].get<std::string>()));
  }
  CHECK(found == std::vector<std::string>{"layer 1 1 MiB", "layer 1 2 MiB", "layer 1 4 MiB",
                                          "global 2 1 MiB", "global 2 2 MiB"});
}

TEST_CASE("an axis may include files, which override those of the study") {
  const ScratchFolder folder;
  folder.write("small-llc.yaml", "llc: {capacity_bytes: 40 MiB}\n");
  folder.write("large-llc.yaml", "llc: {capacity_bytes: 60 MiB}\n");
  folder.write("two.yaml", "workload: {batch: 2}\n");
  const std::string study =
      small_study(folder,
                  "sweep: {axes: [{include.llc: [small-llc.yaml, large-llc.yaml]},\n"
                  "               {include.batch: [two.yaml]}]}\n");
  REQUIRE(sweep(folder, study).status == 0);
  const auto points = manifest(folder)["points"];
  REQUIRE(points.size() == 2);
  CHECK(points[0]["settings"]["include.llc"] == "small-llc");
  CHECK(points[0]["settings"]["include.batch"] == "two");
  const auto effective = [&](int point) {
    return content_of(
        run_file(folder, points[point]["digest"].get<std::string>(), "effective.yaml"));
  };
  CHECK_THAT(effective(0), Contains("capacity_bytes: 40 MiB"));
  CHECK_THAT(effective(1), Contains("capacity_bytes: 60 MiB") && Contains("batch: 2 "));
}

TEST_CASE("slowdown is beside each baseline, which runs once for all points") {
  const ScratchFolder folder;
  const std::string study =
      small_study(folder, std::string(kSizes) +
                              "baselines: [no-reservation, all-resident, contiguous, dense]\n");
  const Outcome outcome = sweep(folder, study);
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  const nlohmann::ordered_json json = manifest(folder);
  CHECK(json["runs"].size() == 3 + 3);  // the point with nothing reserved is a baseline too
  CHECK(json["points"][0]["baselines"]["no-reservation"] == json["points"][0]["digest"]);

  std::istringstream csv(content_of(folder.path("out/results.csv")));
  std::string line;
  std::getline(csv, line);
  CHECK_THAT(line,
             Catch::EndsWith("slowdown_no-reservation,slowdown_all-resident,slowdown_contiguous,"
                             "slowdown_dense"));
  for (const auto& point : json["points"]) {
    std::getline(csv, line);
    const double own = step_us(folder, point["digest"]);
    std::string expected;
    for (const auto& [word, digest] : point["baselines"].items()) {
      expected += fmt::format(",{}", own / step_us(folder, digest));
    }
    CHECK_THAT(line, Catch::EndsWith(expected));
  }
}

TEST_CASE("what bounds a reservation bounds it") {
  const ScratchFolder folder;
  const std::string study =
      small_study(folder, std::string(kSizes) + "baselines: [all-resident, contiguous, dense]\n");
  REQUIRE(sweep(folder, study, "--set workload.steps=6").status == 0);
  const auto point = manifest(folder)["points"][2];
  const auto kv = [&](const std::string& digest) {
    return json_of(run_file(folder, digest, "result.json"))["summary"]["kv"];
  };
  const auto gather = [&](const std::string& digest) {
    return json_of(run_file(folder, digest, "result.json"))["summary"]["gather_time_us"]["mean"]
        .get<double>();
  };
  const std::string own = point["digest"];
  const std::string resident = point["baselines"]["all-resident"];
  CHECK(kv(resident)["hits"] == kv(own)["lookups"]);
  CHECK(kv(resident)["misses"] == 0);
  CHECK(kv(own)["hits"] > 0);
  CHECK(kv(own)["misses"] > 0);
  CHECK(gather(resident) < gather(own));

  // Streams look up no tokens. The dense one reads the context, without the indexer's keys.
  for (const char* word : {"contiguous", "dense"}) {
    CHECK(kv(point["baselines"][word])["lookups"] == 0);
  }
  const auto dense =
      json_of(run_file(folder, point["baselines"]["dense"], "result.json"))["summary"];
  CHECK(dense["time_us"]["indexer"] == 0);
  CHECK(dense["kv"]["misses"] == 0);
}

TEST_CASE("finished runs are kept, others start over") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  REQUIRE(sweep(folder, study).status == 0);
  const auto before = files_of(folder.path("out"));
  const auto points = manifest(folder)["points"];
  // A mark in a finished run's folder, and an unfinished one with some litter.
  const std::string kept = run_file(folder, points[0]["digest"], "mark");
  std::ofstream(kept) << "still here";
  fs::remove(run_file(folder, points[1]["digest"], "result.json"));
  std::ofstream(run_file(folder, points[1]["digest"], ".result.json.1")) << "{";
  const Outcome outcome = sweep(folder, study);
  REQUIRE(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("1 run now, 2 finished before"));
  CHECK(fs::exists(kept));
  fs::remove(kept);
  CHECK(files_of(folder.path("out")) == before);
}

TEST_CASE("a study that has grown runs what is new") {
  const ScratchFolder folder;
  REQUIRE(sweep(folder, small_study(folder, kSizes)).status == 0);
  const std::string grown =
      small_study(folder, "sweep: {axes: [{llc.reservation.bytes: [0, 512 KiB, 1 MiB, 2 MiB]}]}\n");
  const Outcome outcome = sweep(folder, grown);
  CHECK(outcome.status == 0);
  CHECK_THAT(outcome.out, Contains("1 run now, 3 finished before"));
  CHECK(lines_of(content_of(folder.path("out/results.csv"))) == 5);
}

TEST_CASE("a point that fails is told, and the others go on") {
  const ScratchFolder folder;
  const std::string study =
      small_study(folder, "sweep: {axes: [{simulation.payload_limit: [16, 65536]}]}\n");
  const Outcome outcome = sweep(folder, study);
  CHECK(outcome.status == 1);
  CHECK(lines_of(outcome.err) == 1);
  CHECK_THAT(outcome.err, Contains("dsa-vp: simulation.payload_limit 16: "));
  CHECK_THAT(outcome.out, Contains("1 run now, 0 finished before, 1 failed"));
  const auto points = manifest(folder)["points"];
  CHECK_FALSE(fs::exists(run_file(folder, points[0]["digest"], "")));
  CHECK(fs::exists(run_file(folder, points[1]["digest"], "result.json")));
  CHECK_FALSE(fs::exists(folder.path("out/results.csv")));
}

TEST_CASE("a dry run lists the points, estimates, and leaves nothing") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  const Outcome outcome = sweep(folder, study, "--dry-run");
  INFO(outcome.err);
  CHECK(outcome.status == 0);
  CHECK(lines_of(outcome.out) == 4);
  CHECK_THAT(outcome.out, Contains("to run    llc.reservation.bytes 2 MiB") &&
                              Contains("3 points, 3 runs with baselines; 3 to run, about "));
  CHECK_FALSE(fs::exists(folder.path("out")));
  REQUIRE(sweep(folder, study).status == 0);
  CHECK_THAT(sweep(folder, study, "--dry-run").out,
             Contains("finished  llc.reservation.bytes 2 MiB") && Contains("; 0 to run\n"));
}

TEST_CASE("a study with a sweep is a study that runs as well") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  CHECK(dsa_vp(folder, "run " + study + " --output " + folder.path("alone")).status == 0);
}

TEST_CASE("sweeps that cannot be are refused, before anything runs") {
  const ScratchFolder folder;
  const auto refused = [&](const std::string& sweep_text, const std::string& message) {
    const std::string study = small_study(folder, sweep_text);
    INFO(sweep_text);
    check_refused(sweep(folder, study), 2, Contains(message));
    CHECK_FALSE(fs::exists(folder.path("out")));
  };
  refused("sweep: {axes: [{llc.reservation.byts: [0, 1 MiB]}]}\n",
          "small.yaml:3: llc.reservation.byts: unknown key");
  refused("sweep: {axes: [{llc.reservation.byts: [0]}]}\n", "point 1 of 1");
  refused("sweep: {axes: [{workload.batch: []}]}\n",
          "sweep.axes[0].workload.batch: is an empty list");
  refused("sweep: {axes: [{workload.batch: {from: 4, to: 2, step: 1}}]}\n", "is an empty range");
  refused("sweep: {axes: [{llc.reservation.bytes: [0, 1 GiB]}]}\n",
          "point 2 of 2 (llc.reservation.bytes 1 GiB): ");
  refused("sweep: {axes: [{workload.layers: [1, x]}]}\n", "point 2 of 2 (workload.layers x): ");
  refused("sweep: {axes: []}\n", "sweep.axes: is an empty list");
  refused("sweep: {axis: []}\n", "sweep.axis: unknown key");
  refused("sweep: {axes: [{workload.batch: [1]}], published: levy-table-4}\n",
          "sweep.published: there is no 'levy-table-4'");
  refused("sweep: {title: x}\n", "sweep: has no `axes`");
  refused("", "nothing is swept");
  refused("sweep: 5\n", "sweep: nothing is swept");
  refused("sweep: {axes: [5]}\n", "sweep.axes[0]: expected a config key");
  refused("sweep: {axes: [{workload.batch: [1, 2], workload.layers: [1]}]}\n",
          "has 1 values, but workload.batch has 2");
  refused("sweep: {axes: [{workload.batch: [1]}, {workload.batch: [2]}]}\n", "on an earlier axis");
  refused("sweep: {axes: [{workload.batch: [1]}], where: [workload.batch > 1]}\n",
          "sweep.where: the conditions leave no point");
  refused("sweep: {axes: [{workload.batch: [1]}], where: [workload.bach > 1]}\n", "is no key");
  refused(std::string(kSizes) + "baselines: [sparse]\n", "baselines[0]: there is no 'sparse'");
  refused(std::string(kSizes) + "baselines: [dense, dense]\n", "stands there twice");
  refused("sweep: {axes: [{include: [nowhere.yaml]}]}\n", "no such file");
  refused("sweep: {axes: [{trace.file: [nowhere.h5]}]}\n", "point 1 of 1 (trace.file nowhere)");
  refused("sweep: {axes: [{workload.attention: [dense]}]}\n", "nothing can be reserved");
}

TEST_CASE("a folder that holds something else is left alone") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  SECTION("another study") {
    REQUIRE(sweep(folder, small_study(folder, kSizes, "other")).status == 0);
    check_refused(sweep(folder, study), 2, Contains("holds the sweep of another study, other"));
  }
  SECTION("a run") {
    folder.write("out/result.json", "{}");
    check_refused(sweep(folder, study), 2, Contains("holds result.json, which is no sweep's"));
  }
  SECTION("a damaged sweep.json") {
    folder.write("out/sweep.json", "{\"schema\": 5");
    check_refused(sweep(folder, study), 2, Contains("sweep.json: is no sweep's"));
  }
  SECTION("a file") {
    folder.write("out", "");
    check_refused(sweep(folder, study), 2, Contains("is no folder"));
  }
  SECTION("a folder that cannot be made") {
    check_refused(dsa_vp(folder, "sweep " + study + " --output /proc/none"), 1,
                  Contains("/proc/none"));
  }
}

TEST_CASE("two sweeps do not work in one folder at once") {
  const ScratchFolder folder;
  const std::string study = small_study(folder, kSizes);
  const std::string first = std::string(DSA_VP) + " sweep " + study + " --output " +
                            folder.path("out") + " --set workload.steps=100";
  // The second looks once the first has written its manifest.
  const Outcome outcome = shell(
      folder, first + " >/dev/null 2>&1 & one=$!; while [ ! -e " + folder.path("out/sweep.json") +
                  " ]; do sleep 0.01; done; " + DSA_VP + " sweep " + study + " --output " +
                  folder.path("out") + "; status=$?; kill $one; wait $one; exit $status");
  CHECK(outcome.status == 1);
  CHECK_THAT(outcome.err, Contains("another sweep is working in this folder"));
}

}  // namespace dsavp

// `dsa-vp report` as a user meets it: what it takes, what it refuses, and what is in the page.
#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/command_line.h"

namespace dsavp {
namespace {

using Catch::Contains;
using Json = nlohmann::json;
namespace fs = std::filesystem;

constexpr const char* kDigests[] = {"00000000000000a0", "00000000000000a1", "00000000000000a2"};

void run_into(const ScratchFolder& folder, const std::string& out, const std::string& settings) {
  const Outcome run = dsa_vp(
      folder, fmt::format("run {}/studies/quickstart.yaml --output {} --set workload.steps=2 "
                          "--set workload.layers=2 --set simulation.abstraction=lt {}",
                          DSA_CONFIG_DIR, folder.path(out), settings));
  INFO(run.err);
  REQUIRE(run.status == 0);
}

// Three sizes, the first of which is the others' baseline; the third was not run.
Json three_points() {
  const std::vector<std::string> sizes = {"0", "1 MiB", "2 MiB"};
  Json sweep = {{"schema", "dsa-vp sweep"},
                {"version", 1},
                {"study", "sizes"},
                {"title", "Three sizes"},
                {"question", "Which one?"},
                {"published", ""},
                {"baselines", {"no-reservation"}},
                {"runs", kDigests}};
  sweep["axes"] = {
      {{"keys", {"llc.reservation.bytes"}}, {"values", {{sizes[0]}, {sizes[1]}, {sizes[2]}}}}};
  for (std::size_t i = 0; i < 3; ++i) {
    sweep["points"].push_back({{"digest", kDigests[i]},
                               {"settings", {{"llc.reservation.bytes", sizes[i]}}},
                               {"baselines", {{"no-reservation", kDigests[0]}}}});
  }
  return sweep;
}

// The first two points' runs.
void make_sweep(const ScratchFolder& folder, const Json& sweep, const std::string& more = "") {
  for (int i = 0; i < 2; ++i) {
    run_into(folder, fmt::format("sweep/points/{}", kDigests[i]),
             fmt::format("--set 'llc.reservation.bytes={} MiB' {}", i, more));
  }
  folder.write("sweep/sweep.json", sweep.dump(2));
}

Outcome report(const ScratchFolder& folder, const std::string& arguments) {
  return dsa_vp(folder, "report " + arguments);
}

std::string script_of(const std::string& page) {
  const std::string mark = "<script type=\"application/json\" id=\"data\">";
  const std::size_t begin = page.find(mark);
  REQUIRE(begin != std::string::npos);
  const std::size_t end = page.find("</script>", begin);
  return page.substr(begin + mark.size(), end - begin - mark.size());
}

Json data_of(const ScratchFolder& folder, const std::string& file) {
  return Json::parse(script_of(content_of(folder.path(file))));
}

bool exists(const std::string& path) {
  return fs::exists(path);
}

void put(Json& json, const std::string& pointer, const Json& value) {
  json[Json::json_pointer(pointer)] = value;
}

}  // namespace

TEST_CASE("report: a sweep's page has what its points' results have") {
  const ScratchFolder folder;
  make_sweep(folder, three_points());
  const Outcome outcome = report(folder, folder.path("sweep"));
  INFO(outcome.err);
  REQUIRE(outcome.status == 0);
  CHECK(outcome.out == "report: " + folder.path("sweep") + "/report.html\n");
  const Json data = data_of(folder, "sweep/report.html");
  CHECK(data["title"] == "Three sizes");
  CHECK(data["question"] == "Which one?");
  CHECK(data["runs"][kDigests[2]].is_null());
  for (int i = 0; i < 2; ++i) {
    const Json result = Json::parse(
        content_of(folder.path(fmt::format("sweep/points/{}/result.json", kDigests[i]))));
    const Json& run = data["runs"][kDigests[i]];
    CHECK(run["kv"] == result["summary"]["kv"]);
    CHECK(run["time_us"] == result["summary"]["time_us"]);
    CHECK(run["per_step"]["step_time_us"].size() == 2);
    CHECK(run["layers"]["hits"][1] == result["layers"][1]["kv"]["hits"]);
    std::int64_t reads = 0;
    for (const Json& bucket : run["read_latency_ns"]["buckets"]) {
      reads += bucket[1].get<std::int64_t>();
    }
    CHECK(reads == result["parts"]["sparse_attention"]["reads"]);
  }
  CHECK_THAT(data["runs"][kDigests[0]]["optimum"]["why"].get<std::string>(), Contains("reserved"));
  const Json& run = data["runs"][kDigests[1]];
  CHECK(run["optimum"]["lookups"] == run["kv"]["lookups"]);
  CHECK(run["optimum"]["hits"] >= run["kv"]["hits"]);
  REQUIRE(data["differing"].size() == 1);
  CHECK(data["differing"][0]["key"] == "llc.reservation.bytes");
  CHECK(data["differing"][0]["values"][kDigests[1]] == "1 MiB");
}

TEST_CASE("report: the optimum counted without time is the timed platform's") {
  const ScratchFolder folder;
  const std::string lookup = GENERATE("step", "sequential", "held");
  const std::string more = GENERATE("", "--set llc.reservation.granule_tokens=16",
                                    "--set workload.batch=2 --set llc.reservation.scope=global",
                                    "--set model.indexer.share_period=2");
  run_into(
      folder, "out",
      fmt::format("--set 'llc.reservation.bytes=4 MiB' --set llc.reservation.policy=optimum --set "
                  "llc.reservation.lookup={} {}",
                  lookup, more));
  REQUIRE(report(folder, folder.path("out")).status == 0);
  const Json run = data_of(folder, "out/report.html")["runs"]["0"];
  INFO(lookup << " " << more << run["optimum"].dump());
  CHECK(run["kv"]["hits"] > 0);
  CHECK(run["optimum"]["hits"] == run["kv"]["hits"]);
  CHECK(run["optimum"]["lookups"] == run["kv"]["lookups"]);
  CHECK(run["optimum"]["layer_hits"] == run["layers"]["hits"]);
}

TEST_CASE("report: one run, two runs, and the same bytes each time") {
  const ScratchFolder folder;
  run_into(folder, "a", "");
  run_into(folder, "b", "--set llc.reservation.bytes=0");
  const std::string both = folder.path("a") + " " + folder.path("b");
  REQUIRE(report(folder, folder.path("a")).status == 0);
  CHECK(data_of(folder, "a/report.html")["kind"] == "run");
  REQUIRE(report(folder, both + " --output " + folder.path("one.html")).status == 0);
  REQUIRE(report(folder, both + " --output " + folder.path("two.html")).status == 0);
  CHECK(content_of(folder.path("one.html")) == content_of(folder.path("two.html")));
  const Json data = data_of(folder, "one.html");
  CHECK(data["kind"] == "comparison");
  CHECK(data["points"][1]["settings"]["run"] == "b");
  CHECK(content_of(folder.path("one.html")).find("http-equiv=\"Content-Security-Policy\"") !=
        std::string::npos);
}

TEST_CASE("report: text of a study cannot leave the page's data") {
  const ScratchFolder folder;
  const std::string evil = "</script><script>alert(1)</script><!--<script> \xe2\x80\xa8 \xff";
  Json sweep = three_points();
  sweep["title"] = "</script><!--";
  make_sweep(folder, sweep, "--set 'model.name=\"</script><!-- <script>\"'");
  REQUIRE(report(folder, folder.path("sweep")).status == 0);
  const std::string page = content_of(folder.path("sweep/report.html"));
  const std::string script = script_of(page);
  CHECK(script.find('<') == std::string::npos);
  CHECK(Json::parse(script)["title"] == "</script><!--");
  CHECK(Json::parse(script)["runs"][kDigests[0]]["study"]["model"] == "</script><!-- <script>");
  // A title that is no UTF-8 is no JSON either, and refused.
  folder.write("sweep/sweep.json",
               sweep.dump().replace(sweep.dump().find("Which one?"), 10, evil.substr(40)));
  check_refused(report(folder, folder.path("sweep")), 2, Contains("sweep.json"));
}

TEST_CASE("report: wrong folders are one line and status 2") {
  const ScratchFolder folder;
  make_sweep(folder, three_points());
  const std::string sweep = folder.path("sweep");
  const std::string run = sweep + "/points/" + kDigests[1];
  const auto refused = [&](const std::string& arguments, const std::string& message) {
    INFO(arguments);
    check_refused(report(folder, arguments), 2, Contains(message));
  };
  refused(folder.path("none"), "is no folder");
  refused(sweep + "/points", "neither result.json nor sweep.json");
  refused(sweep + " " + run, "is a sweep's folder");
  refused(run + " " + run, "given twice");
  refused("", "folder");
  refused(run + " " + run + " " + run, "");
  CHECK_FALSE(exists(sweep + "/report.html"));
}

TEST_CASE("report: half-written and wrong files are one line that names them") {
  const ScratchFolder folder;
  make_sweep(folder, three_points());
  const std::string run = std::string("sweep/points/") + kDigests[1];
  const auto refused = [&](const std::string& name, const std::string& content,
                           const std::string& message) {
    INFO(name << ": " << message);
    const std::string before = content_of(folder.path(name));
    folder.write(name, content);
    check_refused(report(folder, folder.path("sweep")), 2, Contains(name) && Contains(message));
    folder.write(name, before);
  };
  const std::string result = content_of(folder.path(run + "/result.json"));
  const std::string steps = content_of(folder.path(run + "/steps.csv"));
  refused(run + "/result.json", result.substr(0, result.size() / 2), "is no whole JSON");
  refused(run + "/result.json", "", "is no whole JSON");
  refused(run + "/result.json", "[1]", "is no JSON object");
  refused(run + "/steps.csv", steps.substr(0, steps.size() - 20), "steps.csv");
  refused(run + "/steps.csv", steps.substr(0, steps.find('\n', steps.find('\n') + 1) + 1),
          "1 steps, but result.json has 2");
  refused(run + "/steps.csv", "step\n", "has no column step_time_us");
  refused(run + "/effective.yaml", "a: [", "effective.yaml");
  const auto without = [&](const std::string& pointer, const Json& value) {
    Json changed = Json::parse(result);
    put(changed, pointer, value);
    return changed.dump();
  };
  refused(run + "/result.json", without("/version", 2), "/version: is 2, expected 1");
  refused(run + "/result.json", without("/schema", "x"), "/schema: is 'x'");
  refused(run + "/result.json", without("/summary/kv", Json::object()), "/summary/kv/lookups");
  refused(run + "/result.json", without("/summary/steps", "2"), "/summary/steps: is no number");
  refused(run + "/result.json",
          without("/parts/sparse_attention/read_latency_ns/buckets", Json::array({1})), "buckets");
}

TEST_CASE("report: a sweep.json that contradicts itself is refused") {
  const ScratchFolder folder;
  make_sweep(folder, three_points());
  const auto refused = [&](const std::string& pointer, const Json& value,
                           const std::string& message) {
    INFO(pointer << " " << value.dump());
    Json sweep = three_points();
    put(sweep, pointer, value);
    folder.write("sweep/sweep.json", sweep.dump());
    check_refused(report(folder, folder.path("sweep")), 2,
                  Contains("sweep.json") && Contains(message));
  };
  refused("/version", 2, "/version");
  refused("/points", Json::array(), "is empty");
  refused("/points/0/digest", "00ff", "is not among the runs");
  refused("/runs/0", "../../etc", "is no digest");
  refused("/runs/1", kDigests[0], "is there twice");
  refused("/points/1/settings", {{"llc.reservation.bytes", "7 MiB"}}, "has no value of the axis");
  refused("/points/1/baselines", {{"dense", "ff"}}, "/points/1/baselines/dense");
  refused("/axes/0/values/0", {"0", "1"}, "one word for each");
  refused("/axes", 3, "is no list");
  refused("/title", nullptr, "is no text");
}

TEST_CASE("report: a sweep of which nothing has been run says so") {
  const ScratchFolder folder;
  folder.write("sweep/sweep.json", three_points().dump());
  check_refused(report(folder, folder.path("sweep")), 2, Contains("no point has a result yet"));
}

TEST_CASE("report: a page that cannot be written leaves the old one") {
  const ScratchFolder folder;
  run_into(folder, "a", "");
  const std::string page = folder.write("page.html", "old");
  const Outcome full = shell(folder, fmt::format("ulimit -f 100; {} report {} --output {}", DSA_VP,
                                                 folder.path("a"), page));
  check_refused(full, 1, Contains("page.html: cannot be written"));
  CHECK(content_of(page) == "old");
  for (const std::string& name : folder.names()) CHECK(name.find(".tmp") == std::string::npos);
  check_refused(report(folder, folder.path("a") + " --output " + folder.path("no/page.html")), 2,
                Contains("no/page.html"));
  check_refused(report(folder, folder.path("a") + " --output " + folder.path("a")), 2,
                Contains("is a directory"));
}

TEST_CASE("report: figures are the page's charts, whole SVG in light colours") {
  const ScratchFolder folder;
  make_sweep(folder, three_points());
  const std::string arguments = folder.path("sweep") + " --figures ";
  REQUIRE(report(folder, arguments + folder.path("one")).status == 0);
  REQUIRE(report(folder, arguments + folder.path("two")).status == 0);
  int figures = 0;
  for (const auto& entry : fs::directory_iterator(folder.path("one"))) {
    const std::string name = entry.path().filename().string();
    INFO(name);
    const std::string svg = content_of(entry.path().string());
    CHECK(svg.rfind("<svg ", 0) == 0);
    CHECK_THAT(svg, Catch::EndsWith("</svg>\n"));
    CHECK(svg.find("var(--") == std::string::npos);
    CHECK(svg.find("NaN") == std::string::npos);
    CHECK(svg.find("undefined") == std::string::npos);
    CHECK(svg == content_of(folder.path("two/" + name)));
    ++figures;
  }
  CHECK(figures == 6);
}

TEST_CASE("report: figures without node say what to install, and nothing is left") {
  const ScratchFolder folder;
  run_into(folder, "a", "");
  const Outcome outcome = shell(
      folder, fmt::format("PATH=/nowhere {} report {} --output {} --figures {}", DSA_VP,
                          folder.path("a"), folder.path("page.html"), folder.path("figures")));
  check_refused(outcome, 1, Contains("node") && Contains("nodejs"));
  CHECK_FALSE(exists(folder.path("figures")));
  CHECK_FALSE(exists(folder.path("page.html")));
}

}  // namespace dsavp

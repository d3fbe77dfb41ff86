// The figures of the swept studies in docs/studies/data belong to the studies in configs/studies: every
// point has the digest that its figures were taken under, and one point of each is run again.
// scripts/studies takes them anew.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "platforms/run_study.h"
#include "platforms/sweep/sweep_engine.h"
#include "platforms/sweep/sweep_results.h"
#include "tests/support/scratch_folder.h"
#include "tests/support/simulation.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;

const std::string kStudies = DSA_CONFIG_DIR "/studies/";
const std::string kData = DSA_DOCS_DIR "/studies/data/";

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> swept_studies() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kStudies)) {
    std::ifstream file(entry.path());
    std::ostringstream text;
    text << file.rdbuf();
    if (text.str().find("\nsweep:\n") != std::string::npos) names.push_back(entry.path().stem());
  }
  std::sort(names.begin(), names.end());
  return names;
}

const SweepRun& run_of(const SweepPlan& plan, const SweepPoint& point) {
  return *std::find_if(plan.runs.begin(), plan.runs.end(),
                       [&](const SweepRun& run) { return run.digest == point.digest; });
}

const SweepPoint& cheapest_point(const SweepPlan& plan) {
  return *std::min_element(plan.points.begin(), plan.points.end(),
                           [&](const SweepPoint& a, const SweepPoint& b) {
                             return cost_of(run_of(plan, a).study) < cost_of(run_of(plan, b).study);
                           });
}

// The line of `digest` up to, and without, the slowdowns: those need the baselines' runs.
std::string figures_in(const std::vector<std::string>& csv, const std::string& digest,
                       std::size_t baselines) {
  for (std::string line : csv) {
    if (line.rfind(digest, 0) != 0) continue;
    for (std::size_t i = 0; i < baselines; ++i) line.erase(line.rfind(','));
    return line;
  }
  return "none";
}

}  // namespace

TEST_CASE("every swept study has a page and figures, of its own points") {
  const std::vector<std::string> studies = swept_studies();
  REQUIRE(studies.size() >= 8);
  for (const std::string& name : studies) {
    INFO(name << ": out of date? scripts/studies " << name << " takes its figures anew");
    CHECK(fs::exists(DSA_DOCS_DIR "/studies/" + name + ".md"));
    const std::vector<std::string> csv = lines_of(kData + name + ".csv");
    const SweepPlan plan = plan_sweep(kStudies + name + ".yaml", {});
    REQUIRE(csv.size() == plan.points.size() + 1);
    for (std::size_t i = 0; i < plan.points.size(); ++i) {
      CHECK(csv[i + 1].substr(0, csv[i + 1].find(',')) == plan.points[i].digest);
    }
  }
}

TEST_CASE("a point of each swept study, run again, has the figures that stand in the documents",
          "[long]") {
  for (const std::string& name : swept_studies()) {
    INFO(name);
    SweepPlan plan = plan_sweep(kStudies + name + ".yaml", {});
    const std::size_t baselines = std::exchange(plan.spec.baselines, {}).size();
    SweepPoint point = cheapest_point(plan);
    point.baselines.clear();
    plan.points = {point};
    const SweepRun& run = run_of(plan, point);
    const ScratchFolder scratch;
    const SweepFolder folder(scratch.path("sweep"), plan);
    RunOptions options;
    options.output = folder.run_path(run.digest);
    test::simulate([&] { return nlohmann::json(run_study(run.study, options)); });
    const std::vector<PointFigures> rows = read_figures(plan, folder);
    REQUIRE(rows.size() == 1);
    const std::string csv = results_csv(plan, rows);
    const std::string line = csv.substr(csv.find('\n') + 1);
    CHECK(line == figures_in(lines_of(kData + name + ".csv"), run.digest, baselines) + "\n");
  }
}

}  // namespace dsavp

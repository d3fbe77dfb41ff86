#include "platforms/report_page/report_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "platforms/config/config_error.h"
#include "platforms/report/published_slowdown.h"
#include "platforms/report_page/configurations.h"
#include "platforms/report_page/optimum_hits.h"
#include "platforms/report_page/run_data.h"
#include "platforms/report_page/run_folder.h"
#include "platforms/report_page/sweep_data.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

// "out/x/" is called x.
std::string name_of(const std::string& folder) {
  const fs::path path = fs::absolute(folder).lexically_normal();
  return path.has_filename() ? path.filename().string() : path.parent_path().filename().string();
}

Json published_points(const std::string& name) {
  if (name != kPublishedSlowdownName) return nullptr;
  Json points = Json::array();
  for (const PublishedSlowdown& p : kPublishedSlowdown) {
    points.push_back({{"reserved_bytes", p.capacity_bytes}, {"slowdown", p.slowdown}});
  }
  return {{"source", "arXiv 2603.13430, table 4"}, {"points", points}};
}

Json empty_document(const std::string& kind) {
  Json document;
  document["schema"] = "dsa-vp report";
  document["version"] = 1;
  document["kind"] = kind;
  for (const char* key : {"title", "question", "study"}) document[key] = "";
  document["published"] = nullptr;
  for (const char* key : {"axes", "baselines", "points"}) document[key] = Json::array();
  document["runs"] = Json::object();
  return document;
}

// Collects runs into a document.
class RunCollection {
 public:
  explicit RunCollection(Json& document) : document_(document) {}

  void add(const std::string& digest, const std::string& folder, const std::string& remedy,
           bool is_point) {
    const RunFolder run = read_run_folder(folder, remedy);
    const std::string effective = folder + "/effective.yaml";
    configurations_.add(digest, effective, run.configuration);
    Json data = run_data(run);
    if (is_point) data["optimum"] = optimum_data(optimum_.count(effective));
    document_["runs"][digest] = data;
    if (is_point) points_.push_back(digest);
  }

  void add_missing(const std::string& digest) { document_["runs"][digest] = nullptr; }

  void finish() {
    document_["differing"] = configurations_.differing(points_);
    document_["configuration"] = configurations_.whole();
  }

 private:
  Json& document_;
  Configurations configurations_;
  OptimumCounter optimum_;
  std::vector<std::string> points_;
};

Json point(const std::string& digest, const Json& settings) {
  return {{"digest", digest}, {"settings", settings}, {"baselines", Json::object()}};
}

Json run_document(const std::string& folder) {
  Json document = empty_document("run");
  document["title"] = name_of(folder);
  document["study"] = name_of(folder);
  document["points"].push_back(point("0", Json::object()));
  RunCollection runs(document);
  runs.add("0", folder, "`dsa-vp run` writes it", true);
  runs.finish();
  return document;
}

Json comparison_document(const std::vector<std::string>& folders) {
  std::vector<std::string> names = {name_of(folders[0]), name_of(folders[1])};
  if (names[0] == names[1]) names = folders;
  if (names[0] == names[1]) {
    throw ConfigError(folders[0], "", "is given twice, expected the folders of two runs");
  }
  Json document = empty_document("comparison");
  document["title"] = names[0] + " and " + names[1];
  document["study"] = document["title"];
  document["axes"] = {{{"keys", {"run"}}, {"values", {{names[0]}, {names[1]}}}}};
  RunCollection runs(document);
  for (std::size_t i = 0; i < 2; ++i) {
    document["points"].push_back(point(std::to_string(i), {{"run", names[i]}}));
    runs.add(std::to_string(i), folders[i], "`dsa-vp run` writes it", true);
  }
  runs.finish();
  return document;
}

bool is_point(const Json& points, const std::string& digest) {
  return std::any_of(points.begin(), points.end(),
                     [&](const Json& p) { return p["digest"] == digest; });
}

Json sweep_document(const std::string& folder) {
  const SweepData sweep = read_sweep_data(folder);
  Json document = empty_document("sweep");
  for (const char* key : {"title", "question", "study", "axes", "baselines", "points"}) {
    document[key] = sweep.sweep[key];
  }
  if (document["title"] == "") document["title"] = document["study"];
  document["published"] = published_points(sweep.sweep["published"].get<std::string>());
  RunCollection runs(document);
  std::size_t found = 0;
  for (const std::string& digest : sweep.runs) {
    const std::string run = sweep.folder_of(digest);
    if (!has_result(run)) {
      runs.add_missing(digest);
      continue;
    }
    runs.add(digest, run, fmt::format("remove {} and run `dsa-vp sweep` again", run),
             is_point(document["points"], digest));
    ++found;
  }
  if (found == 0) {
    throw ConfigError(folder, "", "no point has a result yet; run `dsa-vp sweep` to its end");
  }
  runs.finish();
  return document;
}

void check_is_run(const std::string& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    throw ConfigError(folder, "", "is no folder, expected that of a run or of a sweep");
  }
  if (has_result(folder)) return;
  throw ConfigError(folder, "",
                    "has neither result.json nor sweep.json, expected a folder that `dsa-vp run` "
                    "or `dsa-vp sweep` has written");
}

}  // namespace

Json report_document(const std::vector<std::string>& folders) {
  if (folders.size() == 1 && is_sweep(folders[0])) return sweep_document(folders[0]);
  for (const std::string& folder : folders) {
    if (is_sweep(folder)) {
      throw ConfigError(folder, "", "is a sweep's folder, expected only runs' where two are given");
    }
    check_is_run(folder);
  }
  return folders.size() == 1 ? run_document(folders[0]) : comparison_document(folders);
}

}  // namespace dsavp

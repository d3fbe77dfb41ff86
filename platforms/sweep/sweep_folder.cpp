#include "platforms/sweep/sweep_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "platforms/results/output_folder.h"
#include "platforms/sweep/value_text.h"

namespace dsavp {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kManifest = "sweep.json";
constexpr const char* kSchema = "dsa-vp sweep";
constexpr const char* kAnother = "choose another --output folder";

Json axes_of(const SweepSpec& spec) {
  Json axes = Json::array();
  for (const SweepAxis& axis : spec.axes) {
    Json values = Json::array();
    for (const auto& row : axis.rows) {
      Json texts = Json::array();
      for (std::size_t k = 0; k < row.size(); ++k) {
        texts.push_back(axis_value_text(axis.keys[k], row[k]));
      }
      values.push_back(std::move(texts));
    }
    axes.push_back({{"keys", axis.keys}, {"values", std::move(values)}});
  }
  return axes;
}

Json object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json object = Json::object();
  for (const auto& [key, value] : pairs) object[key] = value;
  return object;
}

// The study that the folder holds; empty if the file says nothing of the kind.
std::string study_in(const std::string& manifest) {
  std::ifstream file(manifest);
  const Json json = Json::parse(file, nullptr, false);
  if (!json.is_object() || json.value("schema", Json()) != kSchema) return "";
  const Json study = json.value("study", Json());
  return study.is_string() ? study.get<std::string>() : "";
}

bool is_temporary(const std::string& name) {
  return name.rfind(".sweep.json.", 0) == 0 || name.rfind(".results.csv.", 0) == 0;
}

}  // namespace

Json manifest_of(const SweepPlan& plan) {
  Json json;
  json["schema"] = kSchema;
  json["version"] = 1;
  json["study"] = plan.spec.name;
  json["title"] = plan.spec.title;
  json["question"] = plan.spec.question;
  json["published"] = plan.spec.published;
  json["axes"] = axes_of(plan.spec);
  json["baselines"] = Json::array();
  for (const Baseline* baseline : plan.spec.baselines) json["baselines"].push_back(baseline->word);
  json["points"] = Json::array();
  for (const SweepPoint& point : plan.points) {
    json["points"].push_back({{"digest", point.digest},
                              {"settings", object_of(point.settings)},
                              {"baselines", object_of(point.baselines)}});
  }
  json["runs"] = Json::array();
  for (const SweepRun& run : plan.runs) json["runs"].push_back(run.digest);
  return json;
}

bool run_finished(const std::string& sweep_folder, const std::string& digest) {
  return fs::exists(fmt::format("{}/points/{}/result.json", sweep_folder, digest));
}

SweepFolder::SweepFolder(std::string path, const SweepPlan& plan) : path_(std::move(path)) {
  check_owner(plan.spec.name);
  OutputFolder{path_ + "/points"};  // one message where it cannot be made or written
  take_lock();
  remove_temporaries();
  write(kManifest, manifest_of(plan).dump(1) + "\n");
}

SweepFolder::~SweepFolder() {
  if (lock_ >= 0) close(lock_);
}

void SweepFolder::check_owner(const std::string& study) const {
  std::error_code error;
  if (!fs::exists(path_, error)) return;
  if (!fs::is_directory(path_, error)) {
    throw ConfigError(path_, "", fmt::format("is no folder, {}", kAnother));
  }
  const std::string manifest = path_ + "/" + kManifest;
  if (fs::exists(manifest, error)) {
    const std::string held = study_in(manifest);
    if (held.empty()) {
      throw ConfigError(manifest, "", fmt::format("is no sweep's, {}", kAnother));
    }
    if (held != study) {
      throw ConfigError(path_, "",
                        fmt::format("holds the sweep of another study, {}, {}", held, kAnother));
    }
    return;
  }
  for (const auto& entry : fs::directory_iterator(path_, error)) {
    const std::string name = entry.path().filename();
    // What a sweep that was cut off before its manifest leaves.
    if (name == "points" || name == ".lock" || is_temporary(name)) continue;
    throw ConfigError(path_, "", fmt::format("holds {}, which is no sweep's, {}", name, kAnother));
  }
}

// A record lock, which child processes do not inherit: it ends with this process, however that ends.
void SweepFolder::take_lock() {
  const std::string file = path_ + "/.lock";
  lock_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (lock_ < 0) {
    throw std::runtime_error(fmt::format("{}: cannot be made: {}", file, std::strerror(errno)));
  }
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (fcntl(lock_, F_SETLK, &whole) == 0) return;
  close(lock_);
  throw std::runtime_error(fmt::format(
      "{}: another sweep is working in this folder, wait for it or {}", path_, kAnother));
}

// Of writers that were killed.
void SweepFolder::remove_temporaries() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(path_, ignored)) {
    if (is_temporary(entry.path().filename())) fs::remove(entry.path(), ignored);
  }
}

std::string SweepFolder::run_path(const std::string& digest) const {
  return fmt::format("{}/points/{}", path_, digest);
}

bool SweepFolder::finished(const std::string& digest) const {
  return run_finished(path_, digest);
}

void SweepFolder::clear(const std::string& digest) const {
  std::error_code ignored;
  fs::remove_all(run_path(digest), ignored);
}

void SweepFolder::write(const std::string& name, const std::string& content) const {
  OutputFolder folder(path_);
  folder.write(name, content);
  folder.publish();
}

}  // namespace dsavp

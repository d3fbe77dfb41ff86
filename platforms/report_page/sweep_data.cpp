#include "platforms/report_page/sweep_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "platforms/report_page/json_file.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

void check_words(const JsonFile& file, const std::string& place) {
  const Json& list = file.array(place);
  for (std::size_t i = 0; i < list.size(); ++i) file.text(fmt::format("{}/{}", place, i));
}

void check_axes(const JsonFile& file) {
  for (std::size_t i = 0; i < file.array("/axes").size(); ++i) {
    const std::string axis = fmt::format("/axes/{}", i);
    check_words(file, axis + "/keys");
    const std::size_t keys = file.array(axis + "/keys").size();
    const std::size_t values = file.array(axis + "/values").size();
    if (keys == 0 || values == 0) file.refuse(axis, "has no keys or no values");
    for (std::size_t v = 0; v < values; ++v) {
      const std::string value = fmt::format("{}/values/{}", axis, v);
      check_words(file, value);
      if (file.array(value).size() != keys) {
        file.refuse(value, fmt::format("has not one word for each of {} keys", keys));
      }
    }
  }
}

// A digest becomes part of a path.
void check_digest(const JsonFile& file, const std::string& place) {
  const std::string digest = file.text(place);
  const bool sound = !digest.empty() && digest.size() <= 64 &&
                     digest.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!sound) file.refuse(place, "is no digest");
}

std::vector<std::string> read_runs(const JsonFile& file) {
  std::vector<std::string> runs;
  for (std::size_t i = 0; i < file.array("/runs").size(); ++i) {
    const std::string place = fmt::format("/runs/{}", i);
    check_digest(file, place);
    const std::string digest = file.text(place);
    if (std::find(runs.begin(), runs.end(), digest) != runs.end()) {
      file.refuse(place, "is there twice");
    }
    runs.push_back(digest);
  }
  return runs;
}

void check_run(const JsonFile& file, const std::string& place, const std::set<std::string>& runs) {
  if (runs.count(file.text(place)) == 0) file.refuse(place, "is not among the runs");
}

// The point's value must be one of its axis's: charts place it there.
void check_settings(const JsonFile& file, const std::string& point) {
  const Json& settings = file.object(point + "/settings");
  for (const auto& [key, value] : settings.items()) {
    if (!value.is_string()) file.refuse(point + "/settings", "has no words for " + key);
  }
  for (const Json& axis : file.array("/axes")) {
    const Json& keys = axis["keys"];
    const auto fits = [&](const Json& value) {
      for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto found = settings.find(keys[i].get<std::string>());
        if (found == settings.end() || *found != value[i]) return false;
      }
      return true;
    };
    if (!std::any_of(axis["values"].begin(), axis["values"].end(), fits)) {
      file.refuse(point + "/settings", "has no value of the axis " + keys.dump());
    }
  }
}

void check_points(const JsonFile& file, const std::set<std::string>& runs) {
  const std::size_t points = file.array("/points").size();
  if (points == 0) file.refuse("/points", "is empty");
  for (std::size_t i = 0; i < points; ++i) {
    const std::string point = fmt::format("/points/{}", i);
    check_run(file, point + "/digest", runs);
    check_settings(file, point);
    for (const auto& [name, unused] : file.object(point + "/baselines").items()) {
      const Json::json_pointer place(point + "/baselines");
      check_run(file, (place / name).to_string(), runs);
    }
  }
}

}  // namespace

bool is_sweep(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder + "/sweep.json", ignored);
}

SweepData read_sweep_data(const std::string& folder) {
  const JsonFile file(folder + "/sweep.json", "run `dsa-vp sweep` again to have it written anew");
  file.require_schema("dsa-vp sweep");
  for (const char* place : {"/study", "/title", "/question", "/published"}) file.text(place);
  check_axes(file);
  check_words(file, "/baselines");
  SweepData sweep{folder, file.root(), read_runs(file)};
  check_points(file, {sweep.runs.begin(), sweep.runs.end()});
  return sweep;
}

}  // namespace dsavp

#include "platforms/compare/compared_sweep.h"

#include <algorithm>
#include <filesystem>

#include "platforms/results/result_file.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

// A digest names a folder, so nothing but the digits that it has is let through.
bool is_digest(const Json& value) {
  if (!value.is_string()) return false;
  const auto digest = value.get<std::string>();
  return !digest.empty() && digest.size() <= 64 &&
         digest.find_first_not_of("0123456789abcdef") == std::string::npos;
}

SweptPoint point_of(const ResultFile& file, const Json& json, const std::string& key,
                    const std::string& folder) {
  if (!json.is_object() || !json.contains("digest") || !is_digest(json["digest"])) {
    file.refuse(key, "has no digest of hexadecimal digits, expected a point of a sweep");
  }
  if (!json.contains("settings") || !json["settings"].is_object()) {
    file.refuse(key, "has no settings, expected a point of a sweep");
  }
  SweptPoint point;
  for (const auto& [name, value] : json["settings"].items()) {
    if (!value.is_string()) file.refuse(key + ".settings." + name, "is no text");
    point.settings.push_back({name, value.get<std::string>()});
  }
  point.folder = folder + "/points/" + json["digest"].get<std::string>();
  std::error_code error;
  point.finished = std::filesystem::exists(point.folder + "/result.json", error);
  return point;
}

}  // namespace

bool is_sweep_folder(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(folder + "/sweep.json", error);
}

ComparedSweep read_compared_sweep(const std::string& folder) {
  const ResultFile file(folder + "/sweep.json", "dsa-vp sweep", 1, "dsa-vp sweep");
  ComparedSweep sweep;
  sweep.folder = folder;
  const Json& points = file.array("points");
  for (std::size_t i = 0; i < points.size(); ++i) {
    sweep.points.push_back(point_of(file, points[i], "points[" + std::to_string(i) + "]", folder));
  }
  return sweep;
}

std::string settings_text(const std::vector<FlatSetting>& settings) {
  std::string text;
  for (const FlatSetting& setting : settings) {
    text += (text.empty() ? "" : ", ") + setting.key + " " + setting.value;
  }
  return text.empty() ? "no settings" : text;
}

}  // namespace dsavp

#include "platforms/compare/flat_settings.h"

#include <map>
#include <memory>

#include "platforms/config/config_error.h"
#include "platforms/config/yaml_parse.h"
#include "platforms/results/result_file.h"

namespace dsavp {
namespace {

using Kind = ConfigNode::Kind;

std::string scalar_text(const ConfigNode& node) {
  const std::string& text = node.text();
  return node.quoted() && text.empty() ? "\"\"" : text;
}

void flatten(const ConfigNode& node, const std::string& path, std::vector<FlatSetting>& flat) {
  const std::vector<ConfigNode>& items = node.items();
  switch (node.kind()) {
    case Kind::kMapping:
      for (std::size_t i = 0; i < items.size(); ++i) {
        flatten(items[i], path.empty() ? node.keys()[i] : path + "." + node.keys()[i], flat);
      }
      break;
    case Kind::kSequence:
      for (std::size_t i = 0; i < items.size(); ++i) {
        flatten(items[i], path + "[" + std::to_string(i) + "]", flat);
      }
      if (items.empty()) flat.push_back({path, "[]"});
      break;
    case Kind::kScalar:
      flat.push_back({path, scalar_text(node)});
      break;
    case Kind::kNull:
      flat.push_back({path, "null"});
      break;
  }
}

std::map<std::string, std::string> by_key(const std::vector<FlatSetting>& settings) {
  std::map<std::string, std::string> values;
  for (const FlatSetting& setting : settings) values.emplace(setting.key, setting.value);
  return values;
}

}  // namespace

std::vector<FlatSetting> flat_settings(const ConfigNode& root) {
  std::vector<FlatSetting> flat;
  flatten(root, "", flat);
  return flat;
}

std::vector<FlatSetting> read_flat_settings(const std::string& folder) {
  const auto source =
      std::make_shared<ConfigSource>(ConfigSource{folder + "/effective.yaml", folder, true});
  const ConfigNode root = parse_yaml(text_of_file(source->name, "dsa-vp run"), source);
  if (!root.is_mapping()) {
    throw ConfigError(source->name, "",
                      "is " + kind_text(root.kind()) + ", expected the configuration of a run");
  }
  return flat_settings(root);
}

std::vector<SettingDifference> setting_differences(const std::vector<FlatSetting>& a,
                                                   const std::vector<FlatSetting>& b) {
  const std::map<std::string, std::string> in_a = by_key(a);
  const std::map<std::string, std::string> in_b = by_key(b);
  std::vector<SettingDifference> differences;
  for (const FlatSetting& setting : a) {
    const auto other = in_b.find(setting.key);
    const std::string value = other == in_b.end() ? kAbsent : other->second;
    if (value != setting.value) differences.push_back({setting.key, setting.value, value});
  }
  for (const FlatSetting& setting : b) {
    if (in_a.count(setting.key) == 0) differences.push_back({setting.key, kAbsent, setting.value});
  }
  return differences;
}

}  // namespace dsavp

// A run's configuration as a list of keys and values, and where two of them differ.
//
// Keys are paths, "hbm.mapping[2].size"; values are the words of effective.yaml, so sizes have the
// units that they are written with. An empty list is "[]".
// Errors: ConfigError, of a file that is missing or no YAML.
#pragma once

#include <string>
#include <vector>

#include "platforms/config/config_node.h"

namespace dsavp {

struct FlatSetting {
  std::string key;
  std::string value;
};

struct SettingDifference {
  std::string key;
  std::string a;  // kAbsent where A lacks the key
  std::string b;
};

constexpr const char* kAbsent = "-";

std::vector<FlatSetting> flat_settings(const ConfigNode& root);

// Of a run's folder.
std::vector<FlatSetting> read_flat_settings(const std::string& folder);

// In the order of A; then those that B alone has, in B's.
std::vector<SettingDifference> setting_differences(const std::vector<FlatSetting>& a,
                                                   const std::vector<FlatSetting>& b);

}  // namespace dsavp

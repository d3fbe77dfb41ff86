// Reads a YAML file and what it includes into one merged mapping; see config_tree.h for the rules.
//
// Left out: --set options. Errors: ConfigError; a file that an `include` names but that cannot be
// opened is reported where the `include` stands.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "platforms/config/config_node.h"

namespace dsavp {

constexpr std::size_t kMaxConfigFileBytes = std::size_t{1} << 20;
constexpr int kMaxConfigFiles = 256;

// `also`: file names, merged after those that the file itself includes.
ConfigNode load_merged(const std::string& path, const std::vector<ConfigNode>& also = {});

}  // namespace dsavp

// The values that an axis of a sweep gives to one key: a list, or a range.
//
// A range is {from, to, step} or {from, to, factor}: from, from + step, ... or from, from x factor,
// ... up to `to`, which belongs to it if it is met. All three are plain numbers, or sizes in bytes
// as soon as one has a unit. Values of a range of whole numbers are whole.
// Errors: ConfigError for anything else, an empty list or range, or more than kMostAxisValues.
#pragma once

#include <string>
#include <vector>

#include "platforms/config/config_node.h"

namespace dsavp {

constexpr std::size_t kMostAxisValues = 100'000;

// `key_path` is where it stands, for messages.
std::vector<ConfigNode> axis_values(const ConfigNode& node, const std::string& key_path);

}  // namespace dsavp

// A value of a configuration as one line of text, as a user would write it.
#pragma once

#include <filesystem>
#include <string>

#include "platforms/config/config_node.h"

namespace dsavp {

inline std::string value_text(const ConfigNode& node) {
  if (node.kind() != ConfigNode::Kind::kSequence && !node.is_mapping()) return node.text();
  std::string text;
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    if (i > 0) text += ", ";
    if (node.is_mapping()) text += node.keys()[i] + ": ";
    text += value_text(node.items()[i]);
  }
  return node.is_mapping() ? "{" + text + "}" : "[" + text + "]";
}

// A key of an axis that adds files: `include`, or `include.` and a name to tell several from another.
inline bool is_include(const std::string& key) {
  return key == "include" || key.rfind("include.", 0) == 0;
}

// Of a place on an axis: files that are included go by their names.
inline std::string axis_value_text(const std::string& key, const ConfigNode& node) {
  if (!is_include(key)) return value_text(node);
  if (node.kind() != ConfigNode::Kind::kSequence) {
    return std::filesystem::path(node.text()).stem().string();
  }
  std::string text;
  for (const ConfigNode& file : node.items()) {
    text += (text.empty() ? "" : " + ") + axis_value_text(key, file);
  }
  return text;
}

}  // namespace dsavp

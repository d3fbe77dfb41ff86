#include "platforms/config/config_node.h"

#include <utility>

namespace dsavp {

std::string ConfigOrigin::where() const {
  if (!source) return "configuration";
  return source->has_lines ? source->name + ":" + std::to_string(line) : source->name;
}

ConfigNode ConfigNode::scalar(ConfigOrigin origin, std::string text, bool quoted) {
  ConfigNode node(Kind::kScalar, std::move(origin));
  node.text_ = std::move(text);
  node.quoted_ = quoted;
  return node;
}

const ConfigNode* ConfigNode::find(const std::string& key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : &items_[found->second];
}

ConfigNode* ConfigNode::find(const std::string& key) {
  return const_cast<ConfigNode*>(std::as_const(*this).find(key));
}

bool ConfigNode::insert(const std::string& key, ConfigNode value) {
  if (!index_.emplace(key, items_.size()).second) return false;
  keys_.push_back(key);
  items_.push_back(std::move(value));
  return true;
}

bool ConfigNode::remove(const std::string& key) {
  const auto found = index_.find(key);
  if (found == index_.end()) return false;
  const std::size_t at = found->second;
  keys_.erase(keys_.begin() + static_cast<std::ptrdiff_t>(at));
  items_.erase(items_.begin() + static_cast<std::ptrdiff_t>(at));
  index_.erase(found);
  for (auto& [other, index] : index_) index -= index > at;
  return true;
}

void ConfigNode::merge(const std::string& key, const ConfigNode& value) {
  ConfigNode* own = find(key);
  if (own == nullptr) {
    insert(key, value);
  } else if (own->is_mapping() && value.is_mapping()) {
    own->origin_ = value.origin_;
    for (std::size_t i = 0; i < value.keys_.size(); ++i)
      own->merge(value.keys_[i], value.items_[i]);
  } else {
    *own = value;
  }
}

std::string kind_text(ConfigNode::Kind kind) {
  switch (kind) {
    case ConfigNode::Kind::kNull:
      return "empty";
    case ConfigNode::Kind::kScalar:
      return "a single value";
    case ConfigNode::Kind::kSequence:
      return "a sequence";
    case ConfigNode::Kind::kMapping:
      return "a mapping";
  }
  return "unknown";
}

}  // namespace dsavp

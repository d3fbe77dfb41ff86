#include "platforms/config/config_tree.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <system_error>
#include <vector>

#include "platforms/config/config_error.h"
#include "platforms/config/config_loader.h"
#include "platforms/config/config_words.h"
#include "platforms/config/yaml_parse.h"

namespace dsavp {
namespace {

using Kind = ConfigNode::Kind;

std::vector<std::string> split_path(const std::string& path) {
  std::vector<std::string> keys;
  std::size_t start = 0;
  for (std::size_t dot = path.find('.'); dot != std::string::npos; dot = path.find('.', start)) {
    keys.push_back(path.substr(start, dot - start));
    start = dot + 1;
  }
  keys.push_back(path.substr(start));
  return keys;
}

void check_set_path(const std::string& where, const std::string& path,
                    const std::vector<std::string>& keys) {
  if (keys.size() > kMaxYamlDepth) {
    throw ConfigError(
        where, "",
        "key path is too deep, expected at most " + std::to_string(kMaxYamlDepth) + " keys");
  }
  for (const std::string& key : keys) {
    if (key.empty()) {
      throw ConfigError(
          where, "",
          "key path " + quoted(path) + " has an empty key, expected " + "path.to.key=value");
    }
    if (key.find('[') != std::string::npos) {
      throw ConfigError(where, shortened(path),
                        "one item of a list cannot be set, expected the whole list, as in "
                        "path.to.list=[{key: value}, {key: value}]");
    }
  }
}

ConfigNode parse_set_value(const std::string& path, const std::string& text,
                           const std::shared_ptr<const ConfigSource>& source) {
  ConfigNode value = parse_yaml(text, source);
  if (value.is_mapping()) {
    throw ConfigError(
        source->name, shortened(path),
        "the value is a mapping, expected a single value or a list [..]; set the keys "
        "of a section one by one, and quote text that has ': ' in it");
  }
  return value;
}

// The number in "[2]" at the front of `text`, which is moved past it.
std::optional<std::size_t> take_index(std::string_view* text) {
  const std::size_t close = text->find(']');
  if (text->empty() || text->front() != '[' || close == std::string_view::npos) return std::nullopt;
  std::size_t index = 0;
  const char* const end = text->data() + close;
  const auto [stop, error] = std::from_chars(text->data() + 1, end, index);
  if (error != std::errc() || stop != end) return std::nullopt;
  text->remove_prefix(close + 1);
  return index;
}

// Follows "key[2][0]" from a section as far as it is stated; *complete tells whether to the end.
const ConfigNode* follow(const ConfigNode* node, const std::string& step, bool* complete) {
  *complete = false;
  const ConfigNode* next = node->find(step.substr(0, step.find('[')));
  if (next == nullptr) return node;
  std::string_view rest = std::string_view(step).substr(std::min(step.find('['), step.size()));
  while (!rest.empty()) {
    const auto index = take_index(&rest);
    if (!index || next->kind() != Kind::kSequence || *index >= next->items().size()) return next;
    next = &next->items()[*index];
  }
  *complete = true;
  return next;
}

}  // namespace

ConfigTree ConfigTree::load(const std::string& path, const std::vector<ConfigNode>& also_included) {
  return ConfigTree(path, load_merged(path, also_included));
}

ConfigNode ConfigTree::take(const std::string& key) {
  const ConfigNode* found = root_.find(key);
  if (found == nullptr) return {};
  ConfigNode taken = *found;
  root_.remove(key);
  return taken;
}

void ConfigTree::set(const std::string& assignment, const std::string& said_as) {
  auto source = std::make_shared<ConfigSource>();
  source->name = said_as.empty() ? "--set " + shortened(assignment) : said_as;
  source->directory = std::filesystem::current_path();
  source->has_lines = false;

  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) {
    throw ConfigError(source->name, "", "has no '=', expected path.to.key=value");
  }
  const std::string path = assignment.substr(0, equals);
  check_set_path(source->name, path, split_path(path));
  place(path, parse_set_value(path, assignment.substr(equals + 1), source));
}

void ConfigTree::set(const std::string& key_path, const ConfigNode& value) {
  check_set_path(value.origin().where(), key_path, split_path(key_path));
  place(key_path, value);
}

void ConfigTree::place(const std::string& key_path, const ConfigNode& value) {
  const std::vector<std::string> keys = split_path(key_path);
  ConfigNode* section = &root_;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    const ConfigNode* next = section->find(keys[i]);
    if (next == nullptr || !next->is_mapping()) {
      section->merge(keys[i], ConfigNode(Kind::kMapping, value.origin()));
    }
    section = section->find(keys[i]);
  }
  section->merge(keys.back(), value);
}

std::string ConfigTree::where(const std::string& key_path) const {
  const ConfigNode* node = &root_;
  bool complete = true;
  for (const std::string& step : split_path(key_path)) {
    node = follow(node, step, &complete);
    if (!complete) break;
  }
  return node == &root_ ? study_file_ : node->origin().where();
}

}  // namespace dsavp

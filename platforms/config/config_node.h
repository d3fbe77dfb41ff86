// One node of a configuration as written: a scalar, a sequence or a mapping, with its origin.
//
// Scalars stay text; what type they should have is known to the reader alone. A mapping keeps its
// keys in the order written. Left out: anchors, tags and comments of YAML.
// Errors: none raised here; asking a node for what its kind does not have gives an empty answer.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace dsavp {

// Something that states configuration: a file or one --set option.
struct ConfigSource {
  std::string name;                 // as the user would recognise it
  std::filesystem::path directory;  // absolute; relative file names in the source start here
  bool has_lines = true;            // false for --set
};

struct ConfigOrigin {
  std::shared_ptr<const ConfigSource> source;
  int line = 1;  // counted from 1

  std::string where() const;  // "file:line", or the source's name where it has no lines
};

class ConfigNode {
 public:
  enum class Kind { kNull, kScalar, kSequence, kMapping };

  ConfigNode() = default;
  ConfigNode(Kind kind, ConfigOrigin origin) : kind_(kind), origin_(std::move(origin)) {}
  static ConfigNode scalar(ConfigOrigin origin, std::string text, bool quoted);

  Kind kind() const { return kind_; }
  bool is_mapping() const { return kind_ == Kind::kMapping; }
  const ConfigOrigin& origin() const { return origin_; }
  void set_line(int line) { origin_.line = line; }

  const std::string& text() const { return text_; }
  bool quoted() const { return quoted_; }

  // The items of a sequence; of a mapping, the values in the order of keys().
  const std::vector<ConfigNode>& items() const { return items_; }
  const std::vector<std::string>& keys() const { return keys_; }
  const ConfigNode* find(const std::string& key) const;
  ConfigNode* find(const std::string& key);

  void append(ConfigNode item) { items_.push_back(std::move(item)); }
  // Adds a key to a mapping; false, changing nothing, when the mapping has it already.
  bool insert(const std::string& key, ConfigNode value);
  // Takes a key, with all that it holds, out of a mapping; false when there is none.
  bool remove(const std::string& key);
  // States a key of a mapping anew: mappings merge deeply, anything else replaces.
  void merge(const std::string& key, const ConfigNode& value);

 private:
  Kind kind_ = Kind::kNull;
  ConfigOrigin origin_;
  std::string text_;
  bool quoted_ = false;
  std::vector<std::string> keys_;
  std::vector<ConfigNode> items_;
  std::map<std::string, std::size_t> index_;  // of a key in keys_ and items_
};

// "a sequence", "empty" and so on: what a node is, for messages.
std::string kind_text(ConfigNode::Kind kind);

}  // namespace dsavp

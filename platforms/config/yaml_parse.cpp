#include "platforms/config/yaml_parse.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"

namespace dsavp {
namespace {

using Kind = ConfigNode::Kind;

int line_of(const YAML::Mark& mark) {
  return std::max(mark.line, 0) + 1;
}

// Builds nodes from the parser's events rather than from the library's own nodes, because those
// come too late: they hide duplicate keys and have followed every alias by then.
class NodeBuilder : public YAML::EventHandler {
 public:
  explicit NodeBuilder(std::shared_ptr<const ConfigSource> source) : source_(std::move(source)) {}

  ConfigNode take_root() { return std::move(root_); }
  ConfigOrigin origin(const YAML::Mark& mark) const { return {source_, line_of(mark)}; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(mark, "a second document starts here, expected one document a file");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    add(mark, ConfigNode(Kind::kNull, origin(mark)));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fail(mark, "YAML aliases are not supported, expected the value itself");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& text) override {
    check_tag(mark, tag);
    add(mark, ConfigNode::scalar(origin(mark), text, tag == kQuotedTag));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, Kind::kSequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, Kind::kMapping);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Frame {
    ConfigNode node;
    std::optional<std::string> key;  // stated, its value still to come
    YAML::Mark key_mark;
  };

  static constexpr const char* kPlainTag = "?";
  static constexpr const char* kQuotedTag = "!";

  bool expects_key() const {
    return !frames_.empty() && frames_.back().node.is_mapping() && !frames_.back().key;
  }

  void open(const YAML::Mark& mark, const std::string& tag, Kind kind) {
    check_tag(mark, tag);
    // The library takes a bracket that nothing closes for the start of a key.
    if (expects_key()) {
      fail(mark, "a key is " + kind_text(kind) + ", expected a word (is a bracket left open?)");
    }
    if (frames_.size() >= kMaxYamlDepth) {
      fail(mark,
           "nested too deeply, expected at most " + std::to_string(kMaxYamlDepth) + " levels");
    }
    frames_.push_back({ConfigNode(kind, origin(mark)), std::nullopt, {}});
  }

  void close() {
    ConfigNode node = std::move(frames_.back().node);
    frames_.pop_back();
    store(std::move(node));
  }

  void add(const YAML::Mark& mark, ConfigNode node) {
    if (!expects_key()) return store(std::move(node));
    if (node.kind() != Kind::kScalar) fail(mark, "a key is empty, expected a word");
    Frame& frame = frames_.back();
    if (const ConfigNode* first = frame.node.find(node.text())) {
      frame.key = node.text();
      fail(mark, "key is stated twice, first on line " + std::to_string(first->origin().line) +
                     ", expected it once");
    }
    frame.key = node.text();
    frame.key_mark = mark;
  }

  void store(ConfigNode node) {
    if (frames_.empty()) {
      root_ = std::move(node);
    } else if (Frame& frame = frames_.back(); frame.node.is_mapping()) {
      node.set_line(line_of(frame.key_mark));
      frame.node.insert(*frame.key, std::move(node));
      frame.key.reset();
    } else {
      frame.node.append(std::move(node));
    }
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (tag.empty() || tag == kPlainTag || tag == kQuotedTag) return;
    fail(mark, "YAML tags are not supported, expected a value without " + quoted(tag));
  }

  std::string path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (!frame.node.is_mapping()) {
        path += "[" + std::to_string(frame.node.items().size()) + "]";
      } else if (frame.key) {
        path += (path.empty() ? "" : ".") + shortened(*frame.key);
      }
    }
    return path;
  }

  [[noreturn]] void fail(const YAML::Mark& mark, const std::string& problem) const {
    throw ConfigError(origin(mark).where(), path(), problem);
  }

  std::shared_ptr<const ConfigSource> source_;
  ConfigNode root_;
  std::vector<Frame> frames_;
  int documents_ = 0;
};

// YAML forbids control characters, but the library takes some for the end of the text and would
// drop what follows without a word.
void check_characters(const std::string& text, const std::shared_ptr<const ConfigSource>& source) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  const auto found = std::find_if(text.begin(), text.end(), is_control);
  if (found == text.end()) return;
  const auto line = 1 + std::count(text.begin(), found, '\n');
  throw ConfigError(ConfigOrigin{source, static_cast<int>(line)}.where(), "",
                    "the text has a control character, expected text in UTF-8");
}

}  // namespace

ConfigNode parse_yaml(const std::string& text, const std::shared_ptr<const ConfigSource>& source) {
  check_characters(text, source);
  std::istringstream stream(text);
  NodeBuilder builder(source);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& error) {
    throw ConfigError(builder.origin(error.mark).where(), "",
                      "is not valid YAML, expected a well-formed document: " + error.msg);
  }
  ConfigNode root = builder.take_root();
  // An empty text raises no event that could have stated its origin.
  return root.origin().source ? root : ConfigNode(Kind::kNull, {source, 1});
}

}  // namespace dsavp

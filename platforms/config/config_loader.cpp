#include "platforms/config/config_loader.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>
#include <utility>
#include <vector>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"
#include "platforms/config/yaml_parse.h"

namespace dsavp {
namespace {

namespace fs = std::filesystem;
using Kind = ConfigNode::Kind;

constexpr const char* kIncludeKey = "include";

// Who asks for a file, and so who is to blame when it cannot be opened.
struct Request {
  std::string where;
  std::string key_path;
  std::string path;
};

[[noreturn]] void refuse(const Request& request, const std::string& problem) {
  throw ConfigError(request.where, request.key_path, problem + ", expected a YAML file");
}

void check_is_file(const Request& request) {
  std::error_code error;
  const fs::file_status status = fs::status(request.path, error);
  if (status.type() == fs::file_type::not_found) {
    refuse(request, "no such file " + quoted(request.path));
  }
  if (error) refuse(request, quoted(request.path) + " cannot be read (" + error.message() + ")");
  if (fs::is_directory(status)) refuse(request, quoted(request.path) + " is a directory");
}

std::string read_text(const Request& request) {
  check_is_file(request);
  std::ifstream stream(request.path, std::ios::binary);
  if (!stream) {
    const std::string reason = std::generic_category().message(errno);
    refuse(request, quoted(request.path) + " cannot be opened (" + reason + ")");
  }
  // Asked for block by block, since a pipe has no size to be asked for first.
  std::string text;
  for (char block[16384]; stream && text.size() <= kMaxConfigFileBytes;) {
    stream.read(block, sizeof block);
    text.append(block, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) refuse(request, quoted(request.path) + " cannot be read");
  if (text.size() > kMaxConfigFileBytes) {
    throw ConfigError(request.path + ":1", "", "the file is too large, expected at most 1 MiB");
  }
  return text;
}

class Loader {
 public:
  explicit Loader(const std::vector<ConfigNode>& also) : also_(also) {}

  ConfigNode load(const Request& request) {
    const std::string text = read_text(request);
    const fs::path identity = fs::weakly_canonical(request.path);
    check_cycle(request, identity);
    if (++files_ > kMaxConfigFiles) {
      throw ConfigError(request.where, request.key_path,
                        "too many included files, expected at most " +
                            std::to_string(kMaxConfigFiles) + " in all");
    }
    open_.push_back({identity, request.path});
    ConfigNode merged = merge_file(parse_yaml(text, source_of(request.path)));
    open_.pop_back();
    return merged;
  }

 private:
  struct OpenFile {
    fs::path identity;  // the same however the path is written
    std::string name;
  };

  static std::shared_ptr<const ConfigSource> source_of(const std::string& path) {
    auto source = std::make_shared<ConfigSource>();
    source->name = path;
    source->directory = fs::absolute(path).lexically_normal().parent_path();
    return source;
  }

  void check_cycle(const Request& request, const fs::path& identity) const {
    const auto is_same = [&](const OpenFile& file) { return file.identity == identity; };
    const auto first = std::find_if(open_.begin(), open_.end(), is_same);
    if (first == open_.end()) return;
    std::string chain;
    for (auto file = first; file != open_.end(); ++file) chain += file->name + " -> ";
    throw ConfigError(request.where, request.key_path,
                      "files include each other (" + chain + first->name +
                          "), expected no file to include itself");
  }

  ConfigNode merge_file(const ConfigNode& own) {
    if (!own.is_mapping()) {
      throw ConfigError(
          own.origin().where(), "",
          "the document is " + kind_text(own.kind()) + ", expected a mapping of keys");
    }
    ConfigNode merged(Kind::kMapping, own.origin());
    for (const Request& request : includes_of(own)) merge_keys(load(request), &merged);
    if (open_.size() == 1) {
      for (const ConfigNode& file : also_) {
        merge_keys(load(request_of(file, kIncludeKey)), &merged);
      }
    }
    merge_keys(own, &merged);
    return merged;
  }

  static void merge_keys(const ConfigNode& from, ConfigNode* into) {
    for (std::size_t i = 0; i < from.keys().size(); ++i) {
      if (from.keys()[i] != kIncludeKey) into->merge(from.keys()[i], from.items()[i]);
    }
  }

  static std::vector<Request> includes_of(const ConfigNode& own) {
    std::vector<Request> requests;
    const ConfigNode* include = own.find(kIncludeKey);
    if (include == nullptr) return requests;
    if (include->kind() != Kind::kSequence) return {request_of(*include, kIncludeKey)};
    for (std::size_t i = 0; i < include->items().size(); ++i) {
      const std::string path = std::string(kIncludeKey) + "[" + std::to_string(i) + "]";
      requests.push_back(request_of(include->items()[i], path));
    }
    return requests;
  }

  static Request request_of(const ConfigNode& node, const std::string& key_path) {
    const std::string where = node.origin().where();
    if (node.kind() != Kind::kScalar || node.text().empty()) {
      const std::string found = node.text().empty() && node.kind() == Kind::kScalar
                                    ? kind_text(Kind::kNull)
                                    : kind_text(node.kind());
      throw ConfigError(where, key_path,
                        "is " + found + ", expected a file name or a list of them");
    }
    const fs::path including = node.origin().source->name;
    const fs::path path = (including.parent_path() / node.text()).lexically_normal();
    return {where, key_path, path.string()};
  }

  const std::vector<ConfigNode>& also_;
  int files_ = 0;
  std::vector<OpenFile> open_;  // the file being read and those that include it
};

}  // namespace

ConfigNode load_merged(const std::string& path, const std::vector<ConfigNode>& also) {
  return Loader(also).load({path, "", path});
}

}  // namespace dsavp

#include "platforms/report_page/configurations.h"

#include <functional>
#include <sstream>

#include "platforms/config/config_tree.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// The comment that the program has written behind a value.
std::string meaning_in(const std::string& line) {
  const std::size_t at = line.rfind("  # ");
  return at == std::string::npos ? std::string() : line.substr(at + 4);
}

using VisitValue = std::function<void(const std::string& path, const ConfigNode& value)>;

void visit_values(const ConfigNode& node, const std::string& path, const VisitValue& visit) {
  if (node.items().empty()) {
    visit(path, node);
    return;
  }
  for (std::size_t i = 0; i < node.items().size(); ++i) {
    const std::string step = !node.is_mapping() ? "[" + std::to_string(i) + "]"
                             : path.empty()     ? node.keys()[i]
                                                : "." + node.keys()[i];
    visit_values(node.items()[i], path + step, visit);
  }
}

}  // namespace

void Configurations::add(const std::string& digest, const std::string& path,
                         const std::string& text) {
  Configuration configuration{digest, lines_of(text), {}};
  const ConfigTree tree = ConfigTree::load(path);
  visit_values(tree.root(), "", [&](const std::string& key, const ConfigNode& value) {
    configuration.values[key] = value.text();
    const auto line = static_cast<std::size_t>(value.origin().line - 1);
    if (place_.emplace(key, keys_.size()).second) {
      keys_.push_back(
          {key, line < configuration.lines.size() ? meaning_in(configuration.lines[line]) : ""});
    }
  });
  all_.push_back(std::move(configuration));
}

Json Configurations::differing(const std::vector<std::string>& digests) const {
  Json list = Json::array();
  for (const Key& key : keys_) {
    Json values = Json::object();
    bool differs = false;
    for (const std::string& digest : digests) {
      for (const Configuration& one : all_) {
        if (one.digest != digest) continue;
        const auto found = one.values.find(key.path);
        values[digest] = found == one.values.end() ? Json() : Json(found->second);
        differs = differs || values[digest] != values.front();
      }
    }
    if (differs) {
      list.push_back({{"key", key.path}, {"meaning", key.meaning}, {"values", values}});
    }
  }
  return list;
}

Json Configurations::whole() const {
  Json runs = Json::object();
  if (all_.empty()) return {{"lines", Json::array()}, {"runs", runs}};
  const std::vector<std::string>& base = all_.front().lines;
  for (const Configuration& one : all_) {
    if (one.lines.size() != base.size()) {
      runs[one.digest] = {{"lines", one.lines}};
      continue;
    }
    Json changed = Json::array();
    for (std::size_t line = 0; line < base.size(); ++line) {
      if (one.lines[line] != base[line]) changed.push_back({line, one.lines[line]});
    }
    runs[one.digest] = {{"changed", changed}};
  }
  return {{"lines", base}, {"runs", runs}};
}

}  // namespace dsavp

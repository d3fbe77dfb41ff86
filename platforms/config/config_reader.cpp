#include "platforms/config/config_reader.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace dsavp {
namespace {

namespace fs = std::filesystem;
using Kind = ConfigNode::Kind;

std::string existing_file_problem(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return "no such file " + quoted(path.string());
  if (error) return quoted(path.string()) + " cannot be reached (" + error.message() + ")";
  if (fs::is_directory(status)) return quoted(path.string()) + " is a directory";
  return "";
}

}  // namespace

ConfigReader::ConfigReader(const ConfigTree& tree) {
  frames_.push_back({&tree.root(), "", tree.study_file(), {}});
}

void ConfigReader::finish() {
  leave_section();
  if (missing_) throw *missing_;
}

void ConfigReader::finish_part() {
  Frame& root = frames_.front();
  root.known.insert(root.known.end(), root.node->keys().begin(), root.node->keys().end());
  finish();
}

std::optional<std::int64_t> ConfigReader::read_integer(const std::string& key,
                                                       const IntegerLimits& limits,
                                                       const std::string& unit, Need need) {
  const std::string range = range_text(limits, unit);
  const ConfigNode* node = find_plain(key, need, "a whole number, " + range);
  if (node == nullptr) return std::nullopt;
  std::int64_t value = 0;
  const NumberStatus status = parse_integer(node->text(), &value);
  check_number(status, limits.min <= value && value <= limits.max, *node, key, "a whole number",
               range);
  return value;
}

void ConfigReader::real(const std::string& key, double& value, const RealLimits& limits,
                        const std::string& unit, const std::string& /*help*/, Need need) {
  const std::string range = range_text(limits, unit);
  const ConfigNode* node = find_plain(key, need, "a number, " + range);
  if (node == nullptr) return;
  double read = 0;
  const NumberStatus status = parse_real(node->text(), &read);
  check_number(status, limits.min <= read && read <= limits.max, *node, key, "a number", range);
  value = read;
}

void ConfigReader::bytes(const std::string& key, Bytes& value, const IntegerLimits& limits,
                         const std::string& /*help*/, Need need) {
  const std::string kind = "a whole number of bytes such as 4096 or 20 MiB";
  const IntegerLimits own = limits_within<Bytes>(limits);
  const std::string range = byte_range_text(own);
  const ConfigNode* node = find_scalar(key, need, kind + ", " + range);
  if (node == nullptr) return;
  Bytes read = 0;
  const NumberStatus status = parse_bytes(node->text(), &read);
  const bool in_range = static_cast<Bytes>(own.min) <= read && read <= static_cast<Bytes>(own.max);
  check_number(status, in_range, *node, key, kind, range);
  value = read;
}

void ConfigReader::boolean(const std::string& key, bool& value, const std::string& /*help*/,
                           Need need) {
  const ConfigNode* node = find_plain(key, need, "true or false");
  if (node == nullptr) return;
  if (node->text() != "true" && node->text() != "false") {
    refuse(*node, key, "is " + quoted(node->text()), "true or false");
  }
  value = node->text() == "true";
}

void ConfigReader::text(const std::string& key, std::string& value, const std::string& /*help*/,
                        Need need) {
  const ConfigNode* node = find_scalar(key, need, "text");
  if (node != nullptr) value = node->text();
}

void ConfigReader::file(const std::string& key, std::string& value, const std::string& /*help*/,
                        Need need) {
  const std::string expected = "the name of an existing file";
  const ConfigNode* node = find_scalar(key, need, expected);
  if (node == nullptr) return;
  if (node->text().empty()) {
    if (need == Need::kRequired) refuse(*node, key, "is empty", expected);
    value.clear();
    return;
  }
  const fs::path path = (node->origin().source->directory / node->text()).lexically_normal();
  const std::string problem = existing_file_problem(path);
  if (!problem.empty()) refuse(*node, key, problem, expected);
  value = path.string();
}

std::optional<std::size_t> ConfigReader::read_choice(const std::string& key,
                                                     const std::vector<std::string>& words,
                                                     Need need) {
  const ConfigNode* node = find_scalar(key, need, "one of " + joined(words));
  if (node == nullptr) return std::nullopt;
  const auto word = std::find(words.begin(), words.end(), node->text());
  if (word == words.end()) {
    throw ConfigError(node->origin().where(), path_of(key),
                      "is " + quoted(node->text()) + ", " + expected_one_of(words, node->text()));
  }
  return static_cast<std::size_t>(word - words.begin());
}

const ConfigNode* ConfigReader::find_list(const std::string& key, Need need) {
  const std::string expected = "a sequence of mappings";
  const ConfigNode* node = find(key, need, expected);
  if (node != nullptr && node->kind() != Kind::kSequence) {
    refuse(*node, key, "is " + kind_text(node->kind()), expected);
  }
  return node;
}

void ConfigReader::enter_section(const std::string& key) {
  const std::string expected = "a mapping of keys";
  const ConfigNode* node = find(key, Need::kOptional, expected);
  if (node != nullptr && !node->is_mapping()) {
    refuse(*node, key, "is " + kind_text(node->kind()), expected);
  }
  const std::string where = node == nullptr ? frames_.back().where : node->origin().where();
  frames_.push_back({node, path_of(key), where, {}});
}

void ConfigReader::enter_item(const std::string& key, const ConfigNode& sequence,
                              std::size_t index) {
  const ConfigNode& item = sequence.items()[index];
  const std::string item_key = key + "[" + std::to_string(index) + "]";
  if (!item.is_mapping()) {
    refuse(item, item_key, "is " + kind_text(item.kind()), "a mapping of keys");
  }
  frames_.push_back({&item, path_of(item_key), item.origin().where(), {}});
}

void ConfigReader::leave_section() {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.node == nullptr) return;
  for (const std::string& key : frame.node->keys()) {
    if (std::find(frame.known.begin(), frame.known.end(), key) != frame.known.end()) continue;
    const std::string path = (frame.path.empty() ? "" : frame.path + ".") + shortened(key);
    throw ConfigError(frame.node->find(key)->origin().where(), path,
                      "unknown key, " + expected_one_of(frame.known, key));
  }
}

std::string ConfigReader::path_of(const std::string& key) const {
  const std::string& section = frames_.back().path;
  return section.empty() ? key : section + "." + key;
}

const ConfigNode* ConfigReader::find(const std::string& key, Need need,
                                     const std::string& expected) {
  Frame& frame = frames_.back();
  if (std::find(frame.known.begin(), frame.known.end(), key) != frame.known.end()) {
    throw std::logic_error("configuration key " + path_of(key) + " is described twice");
  }
  frame.known.push_back(key);
  const ConfigNode* node = frame.node == nullptr ? nullptr : frame.node->find(key);
  if (node == nullptr && need == Need::kRequired && !missing_) {
    missing_.emplace(frame.where, path_of(key), "required key is missing, expected " + expected);
  }
  return node;
}

const ConfigNode* ConfigReader::find_scalar(const std::string& key, Need need,
                                            const std::string& expected) {
  const ConfigNode* node = find(key, need, expected);
  if (node != nullptr && node->kind() != Kind::kScalar) {
    refuse(*node, key, "is " + kind_text(node->kind()), expected);
  }
  return node;
}

// A scalar that YAML does not mark as text by quotes.
const ConfigNode* ConfigReader::find_plain(const std::string& key, Need need,
                                           const std::string& expected) {
  const ConfigNode* node = find_scalar(key, need, expected);
  if (node != nullptr && node->quoted()) {
    refuse(*node, key, "is quoted text " + quoted(node->text()), expected + " without quotes");
  }
  return node;
}

void ConfigReader::check_number(NumberStatus status, bool in_range, const ConfigNode& node,
                                const std::string& key, const std::string& kind,
                                const std::string& range) const {
  if (status == NumberStatus::kMalformed) {
    refuse(node, key, "is " + quoted(node.text()), kind + ", " + range);
  }
  if (status == NumberStatus::kTooLarge || !in_range) {
    refuse(node, key, shortened(node.text()) + " is out of range", range);
  }
}

void ConfigReader::refuse(const ConfigNode& node, const std::string& key,
                          const std::string& problem, const std::string& expected) const {
  throw ConfigError(node.origin().where(), path_of(key), problem + ", expected " + expected);
}

}  // namespace dsavp

#include "platforms/report_page/json_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include "platforms/config/config_error.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string whole_text(const std::string& path, const std::string& remedy) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  // A folder opens, and fails when it is read.
  if (!file || file.bad()) {
    throw ConfigError(
        path, "",
        fmt::format("cannot be read ({}); {}", std::strerror(errno ? errno : EIO), remedy));
  }
  return text.str();
}

JsonFile::JsonFile(std::string path, std::string remedy)
    : path_(std::move(path)), remedy_(std::move(remedy)) {
  const std::string text = whole_text(path_, remedy_);
  root_ = Json::parse(text, nullptr, false);
  if (root_.is_discarded()) refuse("", "is no whole JSON");
  if (!root_.is_object()) refuse("", "is no JSON object");
}

void JsonFile::require_schema(const std::string& schema) const {
  if (text("/schema") != schema) {
    refuse("/schema", fmt::format("is '{}', expected '{}'", text("/schema"), schema));
  }
  if (number("/version") != 1) {
    refuse("/version", fmt::format("is {}, expected 1", at("/version").dump()));
  }
}

const Json& JsonFile::at(const std::string& pointer) const {
  const Json::json_pointer place(pointer);
  if (!root_.contains(place)) refuse(pointer, "is missing");
  return root_.at(place);
}

double JsonFile::number(const std::string& pointer) const {
  const Json& value = at(pointer);
  if (!value.is_number()) refuse(pointer, "is no number");
  return value.get<double>();
}

std::string JsonFile::text(const std::string& pointer) const {
  const Json& value = at(pointer);
  if (!value.is_string()) refuse(pointer, "is no text");
  return value.get<std::string>();
}

const Json& JsonFile::array(const std::string& pointer) const {
  const Json& value = at(pointer);
  if (!value.is_array()) refuse(pointer, "is no list");
  return value;
}

const Json& JsonFile::object(const std::string& pointer) const {
  const Json& value = at(pointer);
  if (!value.is_object()) refuse(pointer, "is no object");
  return value;
}

void JsonFile::refuse(const std::string& place, const std::string& problem) const {
  throw ConfigError(path_, place, problem + "; " + remedy_);
}

}  // namespace dsavp

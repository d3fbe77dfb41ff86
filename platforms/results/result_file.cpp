#include "platforms/results/result_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t kMostBytes = std::uintmax_t{256} << 20;

Json parsed(const std::string& path, const std::string& text, const std::string& what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception&) {
    throw ConfigError(path, "",
                      "is no JSON, or only a part of it; expected a file that " + what + " wrote");
  }
}

std::string kind_of(const Json& value) {
  return value.is_null() ? "null" : std::string("of type ") + value.type_name();
}

}  // namespace

std::string text_of_file(const std::string& path, const std::string& what) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    throw ConfigError(path, "", "no such file, expected one that " + what + " wrote");
  }
  if (std::filesystem::file_size(path, error) > kMostBytes) {
    throw ConfigError(path, "", "is larger than 256 MiB, expected a file that " + what + " wrote");
  }
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  // An empty file leaves nothing to insert, which is an error of `text`.
  if (!file.is_open() || file.bad()) throw ConfigError(path, "", "cannot be read");
  return text.str();
}

ResultFile ResultFile::of_run(const std::string& folder) {
  return {folder + "/result.json", "dsa-vp result", 1, "dsa-vp run"};
}

ResultFile::ResultFile(std::string path, const std::string& schema, std::int64_t version,
                       const std::string& what)
    : path_(std::move(path)), json_(parsed(path_, text_of_file(path_, what), what)) {
  if (!json_.is_object() || !json_.contains("schema") || json_["schema"] != schema) {
    throw ConfigError(
        path_, "",
        "does not have \"schema\": \"" + schema + "\", expected a file that " + what + " wrote");
  }
  const std::int64_t found = count("version");
  if (found != version) {
    refuse("version", "is " + std::to_string(found) + ", this program reads version " +
                          std::to_string(version) + ": run it again with " + what);
  }
}

void ResultFile::refuse(const std::string& key, const std::string& problem) const {
  throw ConfigError(path_, key, problem);
}

const Json& ResultFile::at(const std::string& key) const {
  const Json* value = &json_;
  std::istringstream names(key);
  for (std::string name; std::getline(names, name, '.');) {
    if (!value->is_object() || !value->contains(name)) refuse(key, "is missing");
    value = &(*value)[name];
  }
  return *value;
}

double ResultFile::number(const std::string& key) const {
  const Json& value = at(key);
  if (!value.is_number()) refuse(key, "is " + kind_of(value) + ", expected a number");
  return value.get<double>();
}

std::int64_t ResultFile::count(const std::string& key) const {
  const Json& value = at(key);
  if (!value.is_number_integer()) refuse(key, "is " + kind_of(value) + ", expected a whole number");
  const auto number = value.get<std::int64_t>();
  if (number < 0) refuse(key, "is " + value.dump() + ", expected a number of 0 to 2^63 - 1");
  return number;
}

std::string ResultFile::text(const std::string& key) const {
  const Json& value = at(key);
  if (!value.is_string()) refuse(key, "is " + kind_of(value) + ", expected a text");
  return value.get<std::string>();
}

const Json& ResultFile::array(const std::string& key) const {
  const Json& value = at(key);
  if (!value.is_array()) refuse(key, "is " + kind_of(value) + ", expected a list");
  return value;
}

}  // namespace dsavp

// A JSON file that the program has written itself, read back strictly.
//
// Left out: what the values mean. Errors: ConfigError, one line with the file, the place in it and
// what to do, for a file that cannot be read, is cut off, or lacks a value or has another kind there.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace dsavp {

class JsonFile {
 public:
  // `remedy` ends each message: what brings such a file back.
  JsonFile(std::string path, std::string remedy);

  // That it says of itself to be `schema`, version 1.
  void require_schema(const std::string& schema) const;

  const nlohmann::ordered_json& root() const { return root_; }
  const std::string& path() const { return path_; }

  // Values at a JSON pointer such as "/summary/steps".
  const nlohmann::ordered_json& at(const std::string& pointer) const;
  double number(const std::string& pointer) const;
  std::string text(const std::string& pointer) const;
  const nlohmann::ordered_json& array(const std::string& pointer) const;
  const nlohmann::ordered_json& object(const std::string& pointer) const;

  [[noreturn]] void refuse(const std::string& place, const std::string& problem) const;

 private:
  std::string path_;
  std::string remedy_;
  nlohmann::ordered_json root_;
};

// The whole of a file. Errors: ConfigError.
std::string whole_text(const std::string& path, const std::string& remedy);

}  // namespace dsavp

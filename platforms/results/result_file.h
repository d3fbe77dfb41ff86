// JSON files that dsa-vp wrote, read strictly: result.json, and others that begin with a schema's name
// and version.
//
// Keys are paths: "summary.step_time_us.mean". Left out: fields that nobody asks for, which may be
// anything.
// Limit: 256 MiB.
// Errors: ConfigError, one line that names the file and the field: a file that is missing or cut
// short, another schema or version, a field that is missing or of another type.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace dsavp {

class ResultFile {
 public:
  // The result.json of a run's folder.
  static ResultFile of_run(const std::string& folder);
  // `what` made the file, for messages: "dsa-vp run".
  ResultFile(std::string path, const std::string& schema, std::int64_t version,
             const std::string& what);

  double number(const std::string& key) const;
  std::int64_t count(const std::string& key) const;  // an integer, 0 at least
  std::string text(const std::string& key) const;
  const nlohmann::ordered_json& array(const std::string& key) const;

  const std::string& path() const { return path_; }
  const nlohmann::ordered_json& json() const { return json_; }
  // Says that the field is not as it should be.
  [[noreturn]] void refuse(const std::string& key, const std::string& problem) const;

 private:
  const nlohmann::ordered_json& at(const std::string& key) const;

  std::string path_;
  nlohmann::ordered_json json_;
};

// The whole text of a file. Errors: ConfigError.
std::string text_of_file(const std::string& path, const std::string& what);

}  // namespace dsavp

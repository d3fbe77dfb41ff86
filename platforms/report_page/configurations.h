// The configurations of several runs: what differs between them, and each of them whole.
//
// Made of the runs' effective.yaml. The first is kept line by line; another of as many lines keeps
// those that differ, and any other is kept whole, so that a page of many runs stays small.
// Errors: ConfigError for a file that is no configuration.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace dsavp {

class Configurations {
 public:
  // `text` is what the file at `path` holds.
  void add(const std::string& digest, const std::string& path, const std::string& text);

  // [{key, meaning, values: {digest: text}}], in the order of the first file that has the key.
  nlohmann::ordered_json differing(const std::vector<std::string>& digests) const;

  // {lines: [...]} of the first, and of each run {digest: {changed: [[line, text]]} or {lines}}.
  nlohmann::ordered_json whole() const;

 private:
  struct Configuration {
    std::string digest;
    std::vector<std::string> lines;
    std::map<std::string, std::string> values;  // by key path
  };
  struct Key {
    std::string path;
    std::string meaning;
  };

  std::vector<Configuration> all_;
  std::vector<Key> keys_;
  std::map<std::string, std::size_t> place_;  // in keys_
};

}  // namespace dsavp

// A study's configuration as written: a YAML file, the files it includes and --set options, merged
// into one tree in which every node still knows the file and line that stated it.
//
// A file's top-level key `include` (a file name or a list of them, relative to that file) merges
// other files first, in order; then the file's own keys override. Mappings merge deeply; scalars
// and sequences replace. --set replaces one key in the same way, after all files.
// Left out: what keys may exist and what their values mean (ConfigReader knows), and overriding a
// single item of a list.
// Limits: 1 MiB a file, 256 files, 64 levels of nesting.
// Errors: ConfigError, for whatever cannot be read as a mapping from files and options.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platforms/config/config_node.h"

namespace dsavp {

class ConfigTree {
 public:
  // `also_included`: names of files to include after the study's own ones, each a value that some
  // file states, and relative to that.
  static ConfigTree load(const std::string& path,
                         const std::vector<ConfigNode>& also_included = {});

  // "path.to.key=value"; the value is a YAML scalar or flow sequence. Whether such a key exists is
  // found when the tree is read. Messages call it `said_as`, or else "--set" and the assignment.
  void set(const std::string& assignment, const std::string& said_as = "");

  // The same for a value that some file states: it is to blame, and what is relative is so to it.
  void set(const std::string& key_path, const ConfigNode& value);

  // Takes a top-level section out of the tree; an empty node if it is not stated.
  ConfigNode take(const std::string& key);

  // "file:line" of the key ("a.list[2].key"), else of the nearest enclosing section that is stated,
  // else the study's file. A key that --set stated gives that option instead.
  std::string where(const std::string& key_path) const;

  const ConfigNode& root() const { return root_; }
  const std::string& study_file() const { return study_file_; }

 private:
  ConfigTree(std::string study_file, ConfigNode root)
      : study_file_(std::move(study_file)), root_(std::move(root)) {}

  void place(const std::string& key_path, const ConfigNode& value);

  std::string study_file_;
  ConfigNode root_;
};

}  // namespace dsavp

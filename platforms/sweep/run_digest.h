// The name of a run: 16 hexadecimal digits of XXH3 over what its results follow from.
//
// That is the effective configuration, the content of its trace (in place of the file's name) and
// the version of the program.
// Errors: TraceError for a trace that cannot be read.
#pragma once

#include <map>
#include <string>

#include "platforms/study.h"

namespace dsavp {

class RunDigest {
 public:
  std::string of(const Study& study);

 private:
  const std::string& of_file(const std::string& path);

  std::map<std::string, std::string> files_;  // what has been read once
};

}  // namespace dsavp

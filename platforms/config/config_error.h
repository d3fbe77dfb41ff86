// The one error that reading a configuration raises.
//
// Its message is a single line fit to be shown to the user as it stands:
//
//   file:line: key.path: what is wrong, what was expected[, did you mean 'x'?]
//
// `where` is "file:line", the file alone where no line is to blame, or "--set path=value". The key
// path is left out when the error concerns a whole file. Control characters, which can come from
// the user's own text, are written as escapes so that the message stays on its line.
// Not here: errors of the program itself, such as a part that describes one key twice; those are
// std::logic_error.
#pragma once

#include <stdexcept>
#include <string>

#include "platforms/config/one_line.h"

namespace dsavp {

class ConfigError : public std::runtime_error {
 public:
  ConfigError(const std::string& where, const std::string& key_path, const std::string& problem)
      : std::runtime_error(
            one_line(where + ": " + (key_path.empty() ? "" : key_path + ": ") + problem)) {}
  explicit ConfigError(const std::string& message) : std::runtime_error(one_line(message)) {}
};

}  // namespace dsavp

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

namespace dsavp {

class ConfigError : public std::runtime_error {
 public:
  ConfigError(const std::string& where, const std::string& key_path, const std::string& problem)
      : std::runtime_error(
            one_line(where + ": " + (key_path.empty() ? "" : key_path + ": ") + problem)) {}

 private:
  static std::string one_line(const std::string& text) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string line;
    for (const char c : text) {
      const auto code = static_cast<unsigned char>(c);
      if (code >= 0x20 && code != 0x7f) {
        line += c;
      } else {
        line += {'\\', 'x', kDigits[code >> 4], kDigits[code & 0xf]};
      }
    }
    return line;
  }
};

}  // namespace dsavp

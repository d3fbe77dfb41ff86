// Text fit for one line of a terminal: control characters, which can come from the user's own files
// and options, are written as escapes.
//
// Errors: none.
#pragma once

#include <string>

namespace dsavp {

inline std::string one_line(const std::string& text) {
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

}  // namespace dsavp

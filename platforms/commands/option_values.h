// Values of command-line options, and what is wrong with them.
//
// Errors: ConfigError naming the option.
#pragma once

#include <stdexcept>
#include <string>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"

namespace dsavp {

// "4096" or "4 KiB", at least `least`.
Bytes bytes_option(const std::string& text, const char* option, Bytes least = 0);

// Says what std::invalid_argument says of a member, which its message starts with, of the option of
// that name.
[[noreturn]] void refuse_option_of(const std::invalid_argument& error);

template <class Enum>
Enum word_option(const std::string& word, const std::string& option) {
  for (const auto& [value, candidate] : EnumWords<Enum>::kWords) {
    if (word == candidate) return value;
  }
  throw ConfigError("--" + option + " " + shortened(word), "",
                    "no such " + option + ", " + expected_one_of(enum_words<Enum>(), word));
}

template <class Run>
auto run_with_options(Run run) {
  try {
    return run();
  } catch (const std::invalid_argument& error) {
    refuse_option_of(error);
  }
}

}  // namespace dsavp

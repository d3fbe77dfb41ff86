// Values of command-line options, and what is wrong with them.
//
// Errors: ConfigError naming the option.
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "platforms/config/config_error.h"
#include "platforms/config/config_words.h"

namespace dsavp {

// "4096" or "4 KiB", at least `least`.
Bytes bytes_option(const std::string& text, const char* option, Bytes least = 0);

// What stands between the commas of several lists, one list after the other, without the spaces
// around it. It may be nothing, which whoever reads the items refuses as any other wrong one.
std::vector<std::string> list_items(const std::vector<std::string>& lists);

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

// Each once, in the order of the lists.
template <class Enum>
std::vector<Enum> word_list_option(const std::vector<std::string>& lists,
                                   const std::string& option) {
  std::vector<Enum> values;
  for (const std::string& word : list_items(lists)) {
    const auto value = word_option<Enum>(word, option);
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  return values;
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

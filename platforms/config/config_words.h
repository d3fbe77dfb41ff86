// Words in messages: quoting what the user wrote, and finding what was probably meant.
//
// Left out: any translation. Errors: none raised here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/common/describe.h"

namespace dsavp {

// The text cut to a length that suits a message, with "..." where something was left out.
std::string shortened(const std::string& text);
std::string quoted(const std::string& text);  // 'shortened'

std::string joined(const std::vector<std::string>& words);  // "a, b, c"

// The candidate with the smallest edit distance, if that is small against the length.
std::optional<std::string> nearest(const std::string& word,
                                   const std::vector<std::string>& candidates);

// "expected one of a, b, c[, did you mean 'b'?]"
std::string expected_one_of(const std::vector<std::string>& candidates, const std::string& given);

template <class Enum>
std::vector<std::string> enum_words() {
  std::vector<std::string> words;
  for (const auto& entry : EnumWords<Enum>::kWords) words.emplace_back(entry.second);
  return words;
}

}  // namespace dsavp

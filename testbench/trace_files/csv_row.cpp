#include "testbench/trace_files/csv_row.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <stdexcept>
#include <string>
#include <system_error>

#include "testbench/traces/trace_format.h"

namespace dsavp {
namespace {

constexpr std::size_t kShown = 32;  // characters of a wrong field in a message
constexpr std::int32_t kLargest = std::numeric_limits<std::int32_t>::max();

std::int32_t integer(std::string_view text, const char* name, std::int32_t least) {
  std::int32_t value = 0;
  const char* end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || after != end || value < least) {
    throw std::invalid_argument(fmt::format("{} is '{}', expected an integer from {} to {}", name,
                                            text.substr(0, kShown), least, kLargest));
  }
  return value;
}

// Takes the text before the next comma off `rest`.
std::string_view take_field(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) {
    throw std::invalid_argument(fmt::format("has fewer than 5 fields, expected {}", kCsvHeader));
  }
  const std::string_view field = rest.substr(0, comma);
  rest.remove_prefix(comma + 1);
  return field;
}

void parse_tokens(std::string_view text, std::vector<std::int32_t>& tokens) {
  tokens.clear();
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    if (text.empty()) {
      return;
    }
    const std::string_view token = text.substr(0, text.find(' '));
    tokens.push_back(integer(token, "a token", kTracePad));
    text.remove_prefix(token.size());
  }
}

}  // namespace

void parse_csv_row(std::string_view line, CsvRow& row) {
  row.place.step = integer(take_field(line), "step", 0);
  row.place.layer = integer(take_field(line), "layer", 0);
  row.place.request = integer(take_field(line), "request", 0);
  row.context_length = integer(take_field(line), "context_length", 1);
  if (line.find(',') != std::string_view::npos) {
    throw std::invalid_argument(
        fmt::format("has more than 5 fields, expected {} with blanks between tokens", kCsvHeader));
  }
  parse_tokens(line, row.tokens);
}

}  // namespace dsavp

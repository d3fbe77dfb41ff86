#include "platforms/config/config_writer.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "platforms/config/config_numbers.h"

namespace dsavp {
namespace {

constexpr int kIndent = 2;

std::string indent_of(int depth) {
  return std::string(static_cast<std::size_t>(depth * kIndent), ' ');
}

// Plain only where no reader of YAML, of any version, could take the word for something else.
bool is_plain_word(const std::string& text) {
  if (text.empty() || (std::isalpha(static_cast<unsigned char>(text[0])) == 0 && text[0] != '/')) {
    return false;
  }
  const auto is_safe = [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 ||
                        std::string_view("_-./").find(char(c)) != std::string_view::npos);
  };
  if (!std::all_of(text.begin(), text.end(), is_safe)) return false;
  std::string lower = text;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  constexpr std::array<std::string_view, 9> kSpecial = {"null", "true", "false", "yes", "no",
                                                        "on",   "off",  "y",     "n"};
  return std::find(kSpecial.begin(), kSpecial.end(), lower) == kSpecial.end();
}

std::string double_quoted(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result = "\"";
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      result += {'\\', c};
    } else if (code < 0x20 || code == 0x7f) {
      result += {'\\', 'x', kDigits[code >> 4], kDigits[code & 0xf]};
    } else {
      result += c;
    }
  }
  return result + "\"";
}

std::string comment(const std::string& unit, const std::string& help) {
  std::string text = unit.empty() ? help : "[" + unit + "]" + (help.empty() ? "" : " " + help);
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text.empty() ? "" : "  # " + text;
}

}  // namespace

void ConfigWriter::real(const std::string& key, double& value, const RealLimits& /*limits*/,
                        const std::string& unit, const std::string& help, Need /*need*/) {
  add_value(key, format_real(value), unit, help);
}

void ConfigWriter::bytes(const std::string& key, Bytes& value, const IntegerLimits& /*limits*/,
                         const std::string& help, Need /*need*/) {
  const std::string text = format_bytes(value);
  const bool has_unit = text.find(' ') != std::string::npos;
  add_value(key, text, has_unit ? "" : "bytes", help);
}

void ConfigWriter::boolean(const std::string& key, bool& value, const std::string& help,
                           Need /*need*/) {
  add_value(key, value ? "true" : "false", "", help);
}

void ConfigWriter::text(const std::string& key, std::string& value, const std::string& help,
                        Need /*need*/) {
  add_text(key, value, help);
}

void ConfigWriter::file(const std::string& key, std::string& value, const std::string& help,
                        Need /*need*/) {
  add_text(key, value, help);
}

void ConfigWriter::add_value(const std::string& key, const std::string& value,
                             const std::string& unit, const std::string& help) {
  yaml_ += indent_of(depth_) + key + ": " + value + comment(unit, help) + "\n";
}

void ConfigWriter::add_text(const std::string& key, const std::string& value,
                            const std::string& help) {
  add_value(key, is_plain_word(value) ? value : double_quoted(value), "", help);
}

void ConfigWriter::add_section(const std::string& key, const std::string& body,
                               const std::string& help) {
  // A bare "key:" would read as an empty value, not as a mapping without keys.
  if (body.empty()) return add_value(key, "{}", "", help);
  yaml_ += indent_of(depth_) + key + ":" + comment("", help) + "\n" + body;
}

void ConfigWriter::add_list(const std::string& key, const std::vector<std::string>& items,
                            const std::string& help) {
  if (items.empty()) return add_value(key, "[]", "", help);
  yaml_ += indent_of(depth_) + key + ":" + comment("", help) + "\n";
  for (const std::string& item : items) {
    const std::string dash = indent_of(depth_ + 1) + "- ";
    yaml_ += dash + (item.empty() ? "{}\n" : item.substr(dash.size()));
  }
}

}  // namespace dsavp

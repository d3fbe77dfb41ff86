#include "platforms/config/config_table.h"

namespace dsavp {
namespace {

// A bar or a line's end would break the table.
std::string cell(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '|') result += '\\';
    result += (c == '\n' || c == '\r') ? ' ' : c;
  }
  return result;
}

std::string shown(const std::string& text) {
  return text.empty() ? "\"\"" : text;
}

}  // namespace

ConfigTable::ConfigTable()
    : markdown_(
          "| Key | Type | Default | Range | Unit | Meaning |\n"
          "| --- | --- | --- | --- | --- | --- |\n") {}

void ConfigTable::real(const std::string& key, double& value, const RealLimits& limits,
                       const std::string& unit, const std::string& help, Need need) {
  add_row(key, "real", default_text(format_real(value), need), range_text(limits, ""), unit, help);
}

void ConfigTable::bytes(const std::string& key, Bytes& value, const IntegerLimits& limits,
                        const std::string& help, Need need) {
  add_row(key, "bytes", default_text(format_bytes(value), need),
          byte_range_text(limits_within<Bytes>(limits)), "bytes", help);
}

void ConfigTable::boolean(const std::string& key, bool& value, const std::string& help, Need need) {
  add_row(key, "boolean", default_text(value ? "true" : "false", need), "true, false", "", help);
}

void ConfigTable::text(const std::string& key, std::string& value, const std::string& help,
                       Need need) {
  add_row(key, "text", default_text(shown(value), need), "", "", help);
}

void ConfigTable::file(const std::string& key, std::string& value, const std::string& help,
                       Need need) {
  add_row(key, "file", default_text(shown(value), need), "", "", help);
}

std::string ConfigTable::default_text(const std::string& value, Need need) {
  return need == Need::kRequired ? "required" : value;
}

void ConfigTable::add_row(const std::string& key, const std::string& type, const std::string& value,
                          const std::string& range, const std::string& unit,
                          const std::string& help) {
  markdown_ += "| `" + cell(prefix_ + key) + "` |";
  for (const std::string& text : {type, value, range, unit, help}) {
    markdown_ += text.empty() ? " |" : " " + cell(text) + " |";
  }
  markdown_ += "\n";
}

}  // namespace dsavp

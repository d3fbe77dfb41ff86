// Writes a Markdown table of all keys of a configuration, for the user's guide: key path, type,
// default, range, unit and meaning.
//
// The keys of a list's items have paths such as `mapping[].bits`. Sections and lists have a row of
// their own, before those of their keys. A required key shows "required" as its default.
// Left out: rules that span several keys. Errors: none raised here.
#pragma once

#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "platforms/config/config_numbers.h"
#include "platforms/config/config_words.h"

namespace dsavp {

class ConfigTable {
 public:
  ConfigTable();

  template <class T>
  void integer(const std::string& key, T& value, const IntegerLimits& limits,
               const std::string& unit, const std::string& help, Need need = Need::kOptional) {
    add_row(key, "integer", default_text(std::to_string(value), need),
            range_text(limits_within<T>(limits), ""), unit, help);
  }

  void real(const std::string& key, double& value, const RealLimits& limits,
            const std::string& unit, const std::string& help, Need need = Need::kOptional);
  void bytes(const std::string& key, Bytes& value, const IntegerLimits& limits,
             const std::string& help, Need need = Need::kOptional);
  void boolean(const std::string& key, bool& value, const std::string& help,
               Need need = Need::kOptional);
  void text(const std::string& key, std::string& value, const std::string& help,
            Need need = Need::kOptional);
  void file(const std::string& key, std::string& value, const std::string& help,
            Need need = Need::kOptional);

  template <class Enum>
  void choice(const std::string& key, Enum& value, const std::string& help,
              Need need = Need::kOptional) {
    add_row(key, "choice", default_text(word_of(value), need), joined(enum_words<Enum>()), "",
            help);
  }

  template <class Struct>
  void section(const std::string& key, Struct& value, const std::string& help) {
    add_row(key, "section", "", "", "", help);
    describe_inside(key + ".", value);
  }

  template <class Struct>
  void list(const std::string& key, std::vector<Struct>& value, const std::string& help,
            Need need = Need::kOptional) {
    const std::string items = value.empty() ? "[]" : std::to_string(value.size()) + " items";
    add_row(key, "list", default_text(items, need), "", "", help);
    Struct item{};
    describe_inside(key + "[].", item);
  }

  const std::string& markdown() const { return markdown_; }

 private:
  template <class Struct>
  void describe_inside(const std::string& step, Struct& value) {
    const std::string outer = std::exchange(prefix_, prefix_ + step);
    describe(*this, value);
    prefix_ = outer;
  }

  static std::string default_text(const std::string& value, Need need);
  void add_row(const std::string& key, const std::string& type, const std::string& value,
               const std::string& range, const std::string& unit, const std::string& help);

  std::string prefix_;
  std::string markdown_;
};

template <class Config>
std::string markdown_key_table() {
  ConfigTable table;
  Config config{};
  describe(table, config);
  return table.markdown();
}

}  // namespace dsavp

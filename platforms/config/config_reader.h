// Fills a configuration struct from a tree, strictly: every key of the tree must be described by
// the struct's parts, and every value must have the described type and range.
//
// A section that is not stated keeps its defaults; a list that is stated replaces the default one.
// Integers lie within 64 signed bits. Quoted numbers are text, and so refused. `file` gives an
// absolute path of a file that exists; an optional one may be "" for none.
// Unknown keys are reported before missing ones, since a misspelt key is both.
// Left out: rules that span several keys; those who check them find a key's place by
// ConfigTree::where.
// Errors: ConfigError, the struct being left partly filled; std::logic_error for a part that
// describes one key twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "platforms/config/config_error.h"
#include "platforms/config/config_numbers.h"
#include "platforms/config/config_tree.h"
#include "platforms/config/config_words.h"

namespace dsavp {

class ConfigReader {
 public:
  explicit ConfigReader(const ConfigTree& tree);

  template <class T>
  void integer(const std::string& key, T& value, const IntegerLimits& limits,
               const std::string& unit, const std::string& /*help*/, Need need = Need::kOptional) {
    const auto read = read_integer(key, limits_within<T>(limits), unit, need);
    if (read) value = static_cast<T>(*read);
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
  void choice(const std::string& key, Enum& value, const std::string& /*help*/,
              Need need = Need::kOptional) {
    const auto index = read_choice(key, enum_words<Enum>(), need);
    if (index) value = EnumWords<Enum>::kWords[*index].first;
  }

  template <class Struct>
  void section(const std::string& key, Struct& value, const std::string& /*help*/) {
    enter_section(key);
    describe(*this, value);
    leave_section();
  }

  template <class Struct>
  void list(const std::string& key, std::vector<Struct>& value, const std::string& /*help*/,
            Need need = Need::kOptional) {
    const ConfigNode* sequence = find_list(key, need);
    if (sequence == nullptr) return;
    value = std::vector<Struct>(sequence->items().size());
    for (std::size_t i = 0; i < value.size(); ++i) {
      enter_item(key, *sequence, i);
      describe(*this, value[i]);
      leave_section();
    }
  }

  // To be called once, after the outermost describe(): reports unknown and missing keys.
  void finish();
  // The same where only some of the top-level keys have been described: the others may be there.
  void finish_part();

 private:
  // A section being described; its node is null when the tree does not state it.
  struct Frame {
    const ConfigNode* node;
    std::string path;
    std::string where;
    std::vector<std::string> known;
  };

  std::optional<std::int64_t> read_integer(const std::string& key, const IntegerLimits& limits,
                                           const std::string& unit, Need need);
  std::optional<std::size_t> read_choice(const std::string& key,
                                         const std::vector<std::string>& words, Need need);
  const ConfigNode* find_list(const std::string& key, Need need);
  void enter_section(const std::string& key);
  void enter_item(const std::string& key, const ConfigNode& sequence, std::size_t index);
  void leave_section();

  std::string path_of(const std::string& key) const;
  const ConfigNode* find(const std::string& key, Need need, const std::string& expected);
  const ConfigNode* find_scalar(const std::string& key, Need need, const std::string& expected);
  const ConfigNode* find_plain(const std::string& key, Need need, const std::string& expected);
  void check_number(NumberStatus status, bool in_range, const ConfigNode& node,
                    const std::string& key, const std::string& kind,
                    const std::string& range) const;
  [[noreturn]] void refuse(const ConfigNode& node, const std::string& key,
                           const std::string& problem, const std::string& expected) const;

  std::vector<Frame> frames_;
  std::optional<ConfigError> missing_;  // the first, kept until unknown keys have been ruled out
};

template <class Config>
void read_config(const ConfigTree& tree, Config& config) {
  ConfigReader reader(tree);
  describe(reader, config);
  reader.finish();
}

}  // namespace dsavp

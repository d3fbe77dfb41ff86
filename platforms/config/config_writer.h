// Writes the configuration in force as YAML: every key, defaults filled in, each followed by a
// comment with its unit and meaning. Read back, it gives the identical struct.
//
// Units: as described; sizes in the largest binary unit that they are a multiple of. `file` names
// are written as they stand, so absolute ones read back from any directory.
// Left out: includes and where each value came from; and checks, so a value outside of its
// described range is written all the same and refused when read.
// Errors: none raised here.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"

namespace dsavp {

class ConfigWriter {
 public:
  explicit ConfigWriter(int depth = 0) : depth_(depth) {}

  template <class T>
  void integer(const std::string& key, T& value, const IntegerLimits& /*limits*/,
               const std::string& unit, const std::string& help, Need = Need::kOptional) {
    static_assert(std::is_integral_v<T> && !std::is_same_v<T, bool>, "an integer is expected");
    add_value(key, std::to_string(value), unit, help);
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
              Need = Need::kOptional) {
    add_text(key, word_of(value), help);
  }

  template <class Struct>
  void section(const std::string& key, Struct& value, const std::string& help) {
    ConfigWriter inner(depth_ + 1);
    describe(inner, value);
    add_section(key, inner.yaml_, help);
  }

  template <class Struct>
  void list(const std::string& key, std::vector<Struct>& value, const std::string& help,
            Need = Need::kOptional) {
    std::vector<std::string> items;
    for (Struct& item : value) {
      ConfigWriter inner(depth_ + 2);
      describe(inner, item);
      items.push_back(inner.yaml_);
    }
    add_list(key, items, help);
  }

  // The document written so far.
  std::string yaml() const { return yaml_.empty() ? "{}\n" : yaml_; }

 private:
  void add_value(const std::string& key, const std::string& value, const std::string& unit,
                 const std::string& help);
  void add_text(const std::string& key, const std::string& value, const std::string& help);
  void add_section(const std::string& key, const std::string& body, const std::string& help);
  void add_list(const std::string& key, const std::vector<std::string>& items,
                const std::string& help);

  int depth_;
  std::string yaml_;
};

template <class Config>
std::string effective_yaml(Config config) {
  ConfigWriter writer;
  describe(writer, config);
  return writer.yaml();
}

}  // namespace dsavp

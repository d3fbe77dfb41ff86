// How a part states its configuration.
//
// A part's configuration is a plain struct with defaults in its initialisers, and one function
//
//   template <class Visitor> void describe(Visitor& v, FooConfig& c) {
//     v.integer("stacks", c.stacks, {1, 64}, "", "HBM stacks on the package", Need::kRequired);
//     v.section("timing", c.timing, "DRAM timing");   // calls describe(v, c.timing)
//   }
//
// found by argument-dependent look-up. The same function reads YAML strictly, writes the effective
// configuration and prints docs/config-keys.md, so that the three cannot differ.
// No YAML is known here: the models stay free of it.
//
// A Visitor has
//   integer(key, T& value, IntegerLimits, unit, help, Need)       T: a signed or unsigned integer
//   real   (key, double& value, RealLimits, unit, help, Need)
//   bytes  (key, Bytes& value, IntegerLimits, help, Need)         YAML: 4096, "20 MiB", "1.5 GiB"
//   boolean(key, bool& value, help, Need)
//   text   (key, std::string& value, help, Need)
//   file   (key, std::string& value, help, Need)                  relative to its YAML file
//   choice (key, Enum& value, help, Need)                         words from EnumWords<Enum>
//   section(key, Struct& value, help)                             a nested mapping
//   list   (key, std::vector<Struct>& value, help, Need)          a sequence of mappings
// where Need defaults to kOptional.
#pragma once

#include <cstdint>
#include <limits>

namespace dsavp {

enum class Need { kOptional, kRequired };

struct IntegerLimits {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

struct RealLimits {
  double min = 0;
  double max = 1e18;
};

// Specialised beside each enum that a configuration may hold:
//   template <> struct EnumWords<Scope> {
//     static constexpr std::pair<Scope, const char*> kWords[] = {{Scope::kLayer, "layer"}, ...};
//   };
template <class Enum>
struct EnumWords;

template <class Enum>
constexpr const char* word_of(Enum value) {
  for (const auto& [candidate, word] : EnumWords<Enum>::kWords) {
    if (candidate == value) return word;
  }
  return "?";
}

}  // namespace dsavp

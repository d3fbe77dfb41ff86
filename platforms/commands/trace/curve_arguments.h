// The options of the commands that work from LRU's exact curves.
//
// Errors: ConfigError naming the option.
#pragma once

#include <cstdint>
#include <string>

#include "platforms/commands/command.h"
#include "testbench/curves/lru_curve.h"

namespace dsavp {

struct CurveArguments {
  std::string scope = word_of(LruCurveOptions().scope);
  std::string lookup = word_of(LruCurveOptions().lookup);
  std::int64_t granule = LruCurveOptions().granule_tokens;

  LruCurveOptions options() const;
};

// --scope, of which `scopes` can be chosen, --lookup and --granule.
void add_curve_options(CLI::App& command, CurveArguments& arguments, const std::string& scopes);

}  // namespace dsavp

#include "platforms/commands/trace/curve_arguments.h"

#include <fmt/format.h>

#include "platforms/commands/option_values.h"

namespace dsavp {
namespace {

std::uint32_t granule_of(std::int64_t tokens) {
  constexpr std::int64_t kMost = 4096;  // as in a reservation's configuration
  if (tokens < 1 || tokens > kMost) {
    throw ConfigError(fmt::format("--granule {}", tokens), "",
                      fmt::format("expected 1 to {} tokens", kMost));
  }
  return static_cast<std::uint32_t>(tokens);
}

}  // namespace

LruCurveOptions CurveArguments::options() const {
  LruCurveOptions options;
  options.scope = word_option<ReservationScope>(scope, "scope");
  options.lookup = word_option<LookupOrder>(lookup, "lookup");
  options.granule_tokens = granule_of(granule);
  return options;
}

void add_curve_options(CLI::App& command, CurveArguments& arguments, const std::string& scopes) {
  command.option_defaults()->always_capture_default();
  command.add_option("--scope", arguments.scope, "which tokens share a partition: " + scopes);
  command.add_option("--lookup", arguments.lookup,
                     "step or held (for LRU the same): whole sets at once; sequential: each token");
  command.add_option("--granule", arguments.granule, "tokens of a page that is kept as a whole");
}

}  // namespace dsavp

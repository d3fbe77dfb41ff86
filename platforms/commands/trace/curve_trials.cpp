#include "platforms/commands/trace/curve_trials.h"

#include <fmt/format.h>

#include <algorithm>

#include "platforms/commands/option_values.h"
#include "platforms/config/config_numbers.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {
namespace {

constexpr std::int64_t kMostTokens = std::int64_t{1} << 31;  // as in `trace hits`

std::size_t granules_of_point(const std::string& point, const LruCurveOptions& options) {
  std::int64_t tokens = 0;
  if (parse_integer(point, &tokens) != NumberStatus::kOk || tokens < 1 || tokens > kMostTokens) {
    throw ConfigError(
        "--points", "",
        fmt::format("{} is no capacity, expected tokens from 1 to {}", quoted(point), kMostTokens));
  }
  const auto granules = static_cast<std::size_t>(tokens) / options.granule_tokens;
  if (granules > 0) return granules;
  throw ConfigError("--points", "",
                    fmt::format("{} tokens hold no page of {} tokens, expected more", tokens,
                                options.granule_tokens));
}

// From a small part of a set to the last power of two with fewer hits than more capacity has.
std::vector<std::size_t> powers_of_two(const CurveReport& report) {
  const std::size_t largest = std::max<std::size_t>(report.curve.largest_distance(), 1);
  const std::size_t least =
      static_cast<std::size_t>(report.trace.top_k) / 32 / report.options.granule_tokens;
  std::vector<std::size_t> powers;
  for (std::size_t power = 1; power <= largest; power *= 2) {
    if (power >= least || power > largest / 2) powers.push_back(power);
  }
  return powers;
}

}  // namespace

TrialOptions trial_options(const std::vector<std::string>& points,
                           const std::vector<std::string>& policies,
                           const LruCurveOptions& options) {
  TrialOptions trials;
  for (const std::string& point : list_items(points)) {
    trials.capacities.push_back(granules_of_point(point, options));
  }
  std::sort(trials.capacities.begin(), trials.capacities.end());
  trials.capacities.erase(std::unique(trials.capacities.begin(), trials.capacities.end()),
                          trials.capacities.end());
  trials.policies = word_list_option<PolicyKind>(policies, "policy");
  if (!points.empty() && policies.empty()) trials.policies = {PolicyKind::kOptimum};
  return trials;
}

void try_policies(TraceReader& reader, const TrialOptions& trials, CurveReport& report) {
  report.capacities = trials.capacities.empty() ? powers_of_two(report) : trials.capacities;
  const std::vector<TokenWindow> windows = trace_windows(reader, 1);
  ReservationConfig reservation;
  reservation.scope = report.options.scope;
  reservation.lookup = report.options.lookup;
  reservation.granule_tokens = report.options.granule_tokens;
  const std::size_t partitions = plan_partitions(windows, reservation).partitions.size();
  std::vector<Bytes> sizes;  // a token is a byte here
  for (const std::size_t granules : report.capacities) {
    sizes.push_back(Bytes{granules} * reservation.granule_tokens * partitions);
  }
  for (const PolicyKind policy : trials.policies) {
    reservation.policy = policy;
    report.trials.push_back({policy, replay_sizes(reader, windows, reservation, sizes)});
  }
}

}  // namespace dsavp

#include "testbench/synthesis/synthesis.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "testbench/synthesis/return_law.h"
#include "testbench/synthesis/set_stream.h"
#include "testbench/traces/trace_validation.h"
#include "testbench/traces/trace_writer.h"

namespace dsavp {
namespace {

// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): seeds of the streams from one.
std::uint64_t mixed(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t z = seed + (number + 1) * 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

TraceInfo info_of(const SynthesisOptions& options, const std::string& source) {
  TraceInfo info;
  info.model = "synthetic";
  info.order = kOrderAscending;
  info.source = source;
  info.top_k = options.top_k;
  info.steps = options.steps;
  info.layers = options.layers;
  info.requests = options.requests;
  return info;
}

std::vector<SetStream> make_streams(const SynthesisOptions& options, const ReturnLaw& law) {
  std::vector<SetStream> streams;
  for (int layer = 0; layer < options.layers; ++layer) {
    for (int request = 0; request < options.requests; ++request) {
      streams.emplace_back(options, law, mixed(options.seed, streams.size()),
                           mixed(~options.seed, static_cast<std::uint64_t>(request)));
    }
  }
  return streams;
}

}  // namespace

std::string fault_of(const SynthesisOptions& o) {
  const double k = o.top_k;
  // So written that what is no number is outside too.
  const auto outside = [](const char* name, double value, double least, double most) {
    constexpr double kRounding = 1e-9;
    if (value >= least - kRounding && value <= most + kRounding) return std::string();
    return fmt::format("{}: is {:.4g}, expected {:.4g} to {:.4g}", name, value, least, most);
  };
  const std::int64_t longest = std::int64_t{o.context} + o.steps - 1;
  if (longest > std::numeric_limits<std::int32_t>::max()) {
    return fmt::format("--steps: the context grows to {} tokens, expected fewer than 2^31",
                       longest);
  }
  if (o.context < 2 * k) {
    return fmt::format("--context: is {}, expected at least 2 k = {}", o.context, 2 * o.top_k);
  }
  if (!(o.new_lookups > 0 && o.new_lookups <= 1)) {
    return fmt::format("--new-lookups: is {:.4g}, expected above 0 and at most 1", o.new_lookups);
  }
  const double tokens = static_cast<double>(o.context) / k;
  std::string fault =
      outside("--working-set", o.working_set, ReturnLaw::least_working_set(o.new_lookups),
              std::min(ReturnLaw::most_working_set(o.new_lookups), tokens));
  if (fault.empty() && o.lookback) {
    fault = outside("--lookback", *o.lookback, 0.5, tokens - 0.5);
  }
  if (fault.empty() && o.inter_layer) fault = outside("--inter-layer", *o.inter_layer, 0, 1);
  if (fault.empty()) fault = outside("--new-lookups-sigma", o.new_lookups_sigma, 0, 1);
  if (fault.empty()) fault = outside("--popularity", o.popularity, 0, 1);
  if (fault.empty()) fault = outside("--stickiness", o.stickiness, 0, 10);
  return fault;
}

TraceInfo synthesise(const std::string& path, const SynthesisOptions& options,
                     const std::string& source, const std::function<void()>& each_step) {
  const std::string fault = fault_of(options);
  if (!fault.empty()) throw std::invalid_argument(fault);
  const ReturnLaw law(options.new_lookups, options.working_set);
  std::vector<SetStream> streams = make_streams(options, law);
  TraceInfo info = info_of(options, source);
  TraceWriter writer(path, info);
  TraceStep step(info);
  for (std::int32_t i = 0; i < options.steps; ++i) {
    each_step();
    std::fill(step.context_length.begin(), step.context_length.end(), options.context + i);
    for (std::size_t s = 0; s < streams.size(); ++s) {
      const auto requests = static_cast<std::size_t>(options.requests);
      streams[s].advance(options.context + i, s < requests ? nullptr : &streams[s - requests]);
      const auto out = step.indices.begin() + static_cast<std::ptrdiff_t>(s) * options.top_k;
      std::copy(streams[s].set().begin(), streams[s].set().end(), out);
      std::sort(out, out + options.top_k);
    }
    writer.append(step);
  }
  writer.close();
  info.path = path;
  return info;
}

}  // namespace dsavp

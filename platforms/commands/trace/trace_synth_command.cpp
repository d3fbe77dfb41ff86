#include "platforms/commands/trace/trace_synth_command.h"

#include <fmt/format.h>

#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/synthesis_report.h"
#include "platforms/config/config_error.h"
#include "testbench/synthesis/synthesis.h"
#include "testbench/synthesis/synthesis_presets.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {
namespace {

// What is not given is the preset's.
struct SynthArguments {
  std::string file;
  std::string preset = synthesis_presets().front().name;
  std::string format = "table";
  std::optional<int> top_k;
  std::optional<std::int32_t> context;
  std::optional<int> layers;
  std::optional<int> requests;
  std::optional<int> steps;
  std::optional<double> new_lookups;
  std::optional<double> new_lookups_sigma;
  std::optional<double> working_set;
  std::optional<double> lookback;
  std::optional<double> inter_layer;
  std::optional<double> popularity;
  std::optional<double> stickiness;
  std::uint64_t seed = SynthesisOptions().seed;
};

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const SynthesisPreset& preset : synthesis_presets()) names.emplace_back(preset.name);
  return names;
}

SynthesisOptions options_of(const SynthArguments& a) {
  SynthesisOptions o;
  for (const SynthesisPreset& preset : synthesis_presets()) {
    if (a.preset == preset.name) o = preset.options;
  }
  const auto set = [](auto& option, const auto& given) {
    if (given) option = *given;
  };
  set(o.top_k, a.top_k);
  set(o.context, a.context);
  set(o.layers, a.layers);
  set(o.requests, a.requests);
  set(o.steps, a.steps);
  set(o.new_lookups, a.new_lookups);
  set(o.new_lookups_sigma, a.new_lookups_sigma);
  set(o.working_set, a.working_set);
  set(o.lookback, a.lookback);
  set(o.inter_layer, a.inter_layer);
  set(o.popularity, a.popularity);
  set(o.stickiness, a.stickiness);
  o.seed = a.seed;
  return o;
}

// So that a file says how to make it again.
std::string source_of(const SynthesisOptions& o) {
  std::string text = fmt::format(
      "dsa-vp trace synth: k {}, context {}, layers {}, requests {}, steps {}, seed {}, new "
      "look-ups {} sigma {}, working set {}",
      o.top_k, o.context, o.layers, o.requests, o.steps, o.seed, o.new_lookups, o.new_lookups_sigma,
      o.working_set);
  if (o.lookback) text += fmt::format(", lookback {}", *o.lookback);
  if (o.inter_layer) text += fmt::format(", inter-layer {}", *o.inter_layer);
  return text + fmt::format(", popularity {}, stickiness {}", o.popularity, o.stickiness);
}

void end_synthesis_if_interrupted() {
  if (*interrupted() != 0) throw std::runtime_error("interrupted, nothing is written");
}

ExitStatus run(const SynthArguments& arguments) {
  const SynthesisOptions options = options_of(arguments);
  const std::string fault = fault_of(options);
  if (!fault.empty())
    throw ConfigError(fault.substr(0, fault.find(':')), "", fault.substr(fault.find(':') + 2));
  const TraceInfo info =
      synthesise(arguments.file, options, source_of(options), end_synthesis_if_interrupted);
  TraceReader reader(arguments.file);
  print(synthesis_report(info, options, measure_locality(reader).whole, arguments.format));
  return kDone;
}

void add_shape(CLI::App& command, SynthArguments& a) {
  constexpr int kMany = 1 << 20;
  command.add_option("--k", a.top_k, "tokens of a set")->check(CLI::Range(1, kMany));
  command.add_option("--context", a.context, "tokens visible at the first step")
      ->check(CLI::PositiveNumber);
  command.add_option("--layers", a.layers, "layers")->check(CLI::Range(1, 4096));
  command.add_option("--requests", a.requests, "requests")->check(CLI::Range(1, 65536));
  command.add_option("--steps", a.steps, "decode steps")->check(CLI::Range(1, kMany));
}

void add_locality(CLI::App& command, SynthArguments& a) {
  command.add_option("--new-lookups", a.new_lookups,
                     "tokens that the step before did not choose, of k");
  command.add_option("--new-lookups-sigma", a.new_lookups_sigma,
                     "0 to 1: their deviation over steps");
  command.add_option("--working-set", a.working_set, "union of the sets of 50 steps, of k");
  command.add_option("--lookback", a.lookback, "mean distance back into the context, of k");
  command.add_option("--inter-layer", a.inter_layer, "overlap with the layer before, of k");
  command.add_option("--popularity", a.popularity,
                     "0 to 1: how often the liveliest of some tokens is the one that returns");
  command.add_option("--stickiness", a.stickiness,
                     "0 to 10: how much longer lively tokens stay; 0: not");
}

}  // namespace

void add_trace_synth_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<SynthArguments>();
  SynthArguments& a = *arguments;
  CLI::App* command = trace.add_subcommand("synth", "write a synthetic trace of a wanted locality");
  command->add_option("file", a.file, "the trace to write, .h5")->required();
  add_shape(*command, a);
  add_locality(*command, a);
  command->option_defaults()->always_capture_default();
  command->add_option("--preset", a.preset, "gives all that the options do not")
      ->check(CLI::IsMember(preset_names()));
  command->add_option("--seed", a.seed, "of all draws")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

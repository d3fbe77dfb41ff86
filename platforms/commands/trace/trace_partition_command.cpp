#include "platforms/commands/trace/trace_partition_command.h"

#include <fmt/format.h>

#include <memory>
#include <utility>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/curve_arguments.h"
#include "platforms/commands/trace/partition_report.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {
namespace {

constexpr std::int64_t kMostTokens = std::int64_t{1} << 40;
constexpr Bytes kMostBytes = Bytes{1} << 40;  // as in a reservation's configuration

struct PartitionArguments {
  std::string file;
  std::int64_t capacity_tokens = 0;
  std::string capacity_bytes;
  std::string token_bytes;
  CurveArguments curve;
  std::string format = "table";
};

[[noreturn]] void refuse(const std::string& option, const std::string& problem) {
  throw ConfigError(option, "", problem);
}

void check_sizes(const PartitionArguments& a) {
  if ((a.capacity_tokens == 0) == a.capacity_bytes.empty()) {
    refuse("--capacity-tokens", "expected either this or --capacity-bytes");
  }
  if (a.capacity_bytes.empty() != a.token_bytes.empty()) {
    refuse("--token-bytes", "goes with --capacity-bytes, and is needed there");
  }
}

LruCurveOptions options_of(const PartitionArguments& a) {
  const LruCurveOptions options = a.curve.options();
  if (options.scope == ReservationScope::kGlobal) {
    refuse("--scope global", "all layers share one partition, expected layer-request or layer");
  }
  return options;
}

struct Reservation {
  Bytes bytes;
  Bytes token_bytes;
};

// A token counts as one byte if the user does not speak of bytes.
Reservation reservation_of(const PartitionArguments& a) {
  if (a.capacity_bytes.empty()) return {static_cast<Bytes>(a.capacity_tokens), 1};
  const Reservation r{bytes_option(a.capacity_bytes, "--capacity-bytes", 1),
                      bytes_option(a.token_bytes, "--token-bytes", 1)};
  if (r.bytes > kMostBytes || r.token_bytes > kMostBytes) {
    refuse(r.bytes > kMostBytes ? "--capacity-bytes" : "--token-bytes", "expected at most 1 TiB");
  }
  return r;
}

// As the token directory has it, with equal partitions.
PartitionPlan plan_of(const TraceReader& reader, const Reservation& r,
                      const LruCurveOptions& options) {
  ReservationConfig config;
  config.bytes = r.bytes;
  config.scope = options.scope;
  config.granule_tokens = options.granule_tokens;
  return plan_partitions(trace_windows(reader, r.token_bytes), config);
}

std::vector<SplitLayer> layers_of(const LruCurve& curve, const PartitionPlan& plan) {
  std::vector<SplitLayer> layers(static_cast<std::size_t>(curve.layers()));
  for (int i = 0; i < curve.layers(); ++i) {
    SplitLayer& layer = layers[static_cast<std::size_t>(i)];
    layer.partitions = plan.partitions.size() / layers.size();
    layer.granules = plan.partitions.front().granules;
    for (std::size_t granules = 0; granules <= curve.largest_distance(); ++granules) {
      layer.hits.push_back(curve.hits(granules, i));
    }
  }
  return layers;
}

void check_capacity(const PartitionArguments& a, const LruCurveOptions& options,
                    std::size_t granules, std::size_t partitions) {
  if (granules >= partitions) return;
  const std::string unit = options.granule_tokens == 1
                               ? "token"
                               : fmt::format("page of {} tokens", options.granule_tokens);
  refuse(a.capacity_bytes.empty() ? "--capacity-tokens" : "--capacity-bytes",
         fmt::format("holds no {} for each of the {} partition{} of a single layer, expected more",
                     unit, partitions, partitions == 1 ? "" : "s"));
}

PartitionReport report_of(const PartitionArguments& a) {
  check_sizes(a);
  const LruCurveOptions options = options_of(a);
  const Reservation r = reservation_of(a);
  TraceReader reader(a.file);
  const PartitionPlan plan = plan_of(reader, r, options);
  const Bytes granules = r.bytes / (r.token_bytes * options.granule_tokens);
  const std::size_t of_layer =
      plan.partitions.size() / static_cast<std::size_t>(reader.info().layers);
  check_capacity(a, options, granules, of_layer);
  LruCurve curve = measure_lru_curve(reader, options);
  PartitionSplit split = best_split(layers_of(curve, plan), granules);
  return {reader.info(),
          options,
          std::move(curve),
          of_layer,
          static_cast<std::int64_t>(r.bytes / r.token_bytes),
          a.capacity_bytes.empty() ? 0 : r.token_bytes,
          plan.partitions.front().capacity,
          std::move(split)};
}

std::string text_of(const PartitionReport& report, const std::string& format) {
  if (format == "json") return partition_json(report);
  if (format == "csv") return partition_csv(report);
  if (format == "yaml") return partition_yaml(report);
  return partition_table(report);
}

ExitStatus run(const PartitionArguments& arguments) {
  end_on_interrupt();
  print(text_of(report_of(arguments), arguments.format));
  return kDone;
}

}  // namespace

void add_trace_partition_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<PartitionArguments>();
  PartitionArguments& a = *arguments;
  CLI::App* command = trace.add_subcommand(
      "partition", "the split of a reservation over the layers with LRU's most hits");
  command->add_option("file", a.file, "the trace")->required();
  command->add_option("--capacity-tokens", a.capacity_tokens, "tokens of the whole reservation")
      ->check(CLI::Range(std::int64_t{1}, kMostTokens));
  command->add_option("--capacity-bytes", a.capacity_bytes, "bytes of the whole reservation");
  command->add_option("--token-bytes", a.token_bytes, "bytes of a token, with --capacity-bytes");
  add_curve_options(*command, a.curve, "layer-request (a layer's requests get the same) or layer");
  command->add_option("--format", a.format, "table, json, csv, or yaml for a study to include")
      ->check(CLI::IsMember({"table", "json", "csv", "yaml"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

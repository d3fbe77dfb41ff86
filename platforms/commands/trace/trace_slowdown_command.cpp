#include "platforms/commands/trace/trace_slowdown_command.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/picture_file.h"
#include "platforms/commands/trace/slowdown_report.h"
#include "platforms/config/config_numbers.h"
#include "platforms/report/gnuplot.h"
#include "testbench/replay/replay.h"

namespace dsavp {
namespace {

struct SlowdownArguments {
  std::string file;
  std::string capacity_bytes;
  std::string capacity_tokens;
  std::string token_bytes = "4096";
  std::optional<std::int64_t> layers;
  std::optional<std::int64_t> requests;
  double miss_ns = MissRoofline().miss_ns;
  double step_ms = MissRoofline().step_ms;
  std::int64_t overlap = MissRoofline().misses_at_a_time;
  std::string scope = word_of(ReservationConfig().scope);
  std::vector<std::string> policies = {word_of(ReservationConfig().policy)};
  std::string lookup = word_of(ReservationConfig().lookup);
  std::int64_t granule = 1;
  std::int64_t miss_page = 1;
  std::int64_t skip = 0;
  std::string format = "table";
  std::string svg;
};

constexpr const char* kPaperCapacities = "0, 5 MB, 10 MB, 15 MB, 20 MB";
// As much as a reservation's configuration may ask for.
constexpr Bytes kMostBytes = Bytes{1} << 40;
// Of all layers and requests: what a directory may take memory for.
constexpr std::int64_t kMostTokens = std::int64_t{1} << 30;

[[noreturn]] void refuse(const std::string& option, const std::string& problem) {
  throw ConfigError(option, "", problem);
}

std::int64_t integer_within(std::int64_t value, std::int64_t least, std::int64_t most,
                            const char* option) {
  if (value < least || value > most) {
    refuse(fmt::format("{} {}", option, value), fmt::format("expected {} to {}", least, most));
  }
  return value;
}

MissRoofline roofline_of(const SlowdownArguments& a) {
  if (!(a.step_ms > 0 && std::isfinite(a.step_ms))) {
    refuse(fmt::format("--step-ms {}", a.step_ms), "expected milliseconds above 0");
  }
  if (!(a.miss_ns >= 0 && std::isfinite(a.miss_ns))) {
    refuse(fmt::format("--miss-ns {}", a.miss_ns), "expected nanoseconds, 0 or more");
  }
  const std::int64_t overlap = integer_within(a.overlap, 1, 1'000'000, "--overlap");
  return {a.step_ms, a.miss_ns, static_cast<int>(overlap)};
}

ReservationConfig reservation_of(const SlowdownArguments& a) {
  ReservationConfig reservation;
  reservation.scope = word_option<ReservationScope>(a.scope, "scope");
  reservation.lookup = word_option<LookupOrder>(a.lookup, "lookup");
  reservation.granule_tokens =
      static_cast<std::uint32_t>(integer_within(a.granule, 1, 4096, "--granule"));
  return reservation;
}

StreamCounts machine_of(const SlowdownArguments& a, const TraceReader& reader) {
  const TraceInfo& info = reader.info();
  const std::int64_t layers = a.layers.value_or(info.layers);
  const std::int64_t requests = a.requests.value_or(info.requests);
  constexpr std::int64_t kMost = 4096;
  integer_within(layers, 1, kMost, "--layers");
  integer_within(requests, 1, kMost, "--requests");
  if (layers * requests > kMostTokens / reader.longest_context()) {
    refuse(fmt::format("{} layers x {} requests", layers, requests),
           fmt::format("with contexts of up to {} tokens that is more than {} tokens, expected "
                       "fewer --layers or --requests",
                       reader.longest_context(), kMostTokens));
  }
  return {static_cast<int>(layers), static_cast<int>(requests)};
}

Bytes bytes_of_tokens(const std::string& entry, Bytes token_bytes, std::size_t partitions) {
  std::int64_t tokens = 0;
  if (parse_integer(entry, &tokens) != NumberStatus::kOk || tokens < 0) {
    refuse("--capacity-tokens", "is " + quoted(entry) + ", expected a number of tokens");
  }
  if (static_cast<Bytes>(tokens) > kMostBytes / token_bytes / partitions) {
    refuse("--capacity-tokens " + entry, "is more than 1 TiB in all, expected fewer");
  }
  return static_cast<Bytes>(tokens) * token_bytes * partitions;
}

std::vector<Bytes> capacities_of(const SlowdownArguments& a, Bytes token_bytes,
                                 std::size_t partitions) {
  std::vector<Bytes> capacities;
  if (!a.capacity_tokens.empty()) {
    if (!a.capacity_bytes.empty()) {
      refuse("--capacity-tokens", "expected either this or --capacity-bytes");
    }
    for (const std::string& entry : list_items({a.capacity_tokens})) {
      capacities.push_back(bytes_of_tokens(entry, token_bytes, partitions));
    }
    return capacities;
  }
  const std::string list = a.capacity_bytes.empty() ? kPaperCapacities : a.capacity_bytes;
  for (const std::string& entry : list_items({list})) {
    const Bytes bytes = bytes_option(entry, "--capacity-bytes");
    if (bytes > kMostBytes) {
      refuse("--capacity-bytes " + entry, "is more than 1 TiB, expected less");
    }
    capacities.push_back(bytes);
  }
  return capacities;
}

ReplayOptions replay_of(const SlowdownArguments& a, const TraceInfo& trace) {
  ReplayOptions options;
  options.uncounted_steps = integer_within(a.skip, 0, trace.steps - 1, "--skip");
  options.miss_page_tokens =
      static_cast<std::uint32_t>(integer_within(a.miss_page, 1, 4096, "--miss-page"));
  if (a.miss_page > 1 && a.granule > 1) {
    refuse("--miss-page", "is for tokens that are fetched one by one, leave --granule out");
  }
  return options;
}

SlowdownRow row_of(const std::vector<TokenWindow>& windows, const ReservationConfig& reservation,
                   const ReplayOptions& options, const ReplayResult& result) {
  const PartitionPlan plan = plan_partitions(windows, reservation);
  return {reservation.policy, reservation.bytes,
          plan.partitions.front().capacity * reservation.granule_tokens, result.total,
          options.miss_page_tokens > 1 ? result.missed_pages : result.total.fetches};
}

SlowdownReport measure(const SlowdownArguments& a) {
  SlowdownReport report;
  report.roofline = roofline_of(a);
  report.reservation = reservation_of(a);
  report.policies = word_list_option<PolicyKind>(a.policies, "policy");
  report.token_bytes = bytes_option(a.token_bytes, "--token-bytes", 1);
  TraceReader reader(a.file);
  report.trace = reader.info();
  report.machine = machine_of(a, reader);
  report.replay = replay_of(a, report.trace);
  const auto windows = trace_windows(reader, report.token_bytes, report.machine);
  report.partitions = plan_partitions(windows, report.reservation).partitions.size();
  const auto capacities = capacities_of(a, report.token_bytes, report.partitions);
  for (const PolicyKind policy : report.policies) {
    ReservationConfig reservation = report.reservation;
    reservation.policy = policy;
    const auto results = replay_sizes(reader, windows, reservation, capacities, report.replay);
    for (std::size_t i = 0; i < results.size(); ++i) {
      reservation.bytes = capacities[i];
      report.rows.push_back(row_of(windows, reservation, report.replay, results[i]));
    }
  }
  return report;
}

ExitStatus run(const SlowdownArguments& arguments) {
  end_on_interrupt();
  if (!arguments.svg.empty()) require_gnuplot();
  const SlowdownReport report = measure(arguments);
  if (!arguments.svg.empty()) {
    const int width = report.policies.size() == 1 ? 720 : 860;  // the key stands beside the plot
    write_picture_file(arguments.svg, draw_svg(slowdown_plot(report), width, 460));
  }
  print(arguments.format == "json"  ? slowdown_json(report)
        : arguments.format == "csv" ? slowdown_csv(report)
                                    : slowdown_table(report));
  return kDone;
}

void add_machine_options(CLI::App& command, SlowdownArguments& a) {
  command.add_option("--layers", a.layers,
                     "layers that the accelerator has; if not given, the trace's; if more, the "
                     "trace's are used again");
  command.add_option("--requests", a.requests, "requests that it has, in the same way");
  command.option_defaults()->always_capture_default();
  command.add_option("--token-bytes", a.token_bytes, "bytes of a token of one layer");
  command.add_option("--miss-ns", a.miss_ns, "what each miss costs");
  command.add_option("--step-ms", a.step_ms, "what a decode step takes without misses");
  command.add_option("--overlap", a.overlap, "misses at a time; 1: blocking");
}

}  // namespace

void add_trace_slowdown_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<SlowdownArguments>();
  SlowdownArguments& a = *arguments;
  CLI::App* command =
      trace.add_subcommand("slowdown", "what misses cost a decode step, at a fixed time for each");
  command->add_option("file", a.file, "the trace")->required();
  command->add_option("--svg", a.svg, "file to draw the slowdowns in, too");
  command->add_option("--capacity-bytes", a.capacity_bytes,
                      std::string("list of bytes reserved for all partitions together; if not "
                                  "given, ") +
                          kPaperCapacities);
  command->add_option("--capacity-tokens", a.capacity_tokens,
                      "instead: list of tokens that each partition holds");
  add_machine_options(*command, a);
  command->add_option("--scope", a.scope, "layer-request, layer or global");
  command
      ->add_option("--policy", a.policies,
                   "list of policies, of llc.reservation.policy of `dsa-vp keys`: lru,optimum")
      ->expected(1)
      ->take_all()
      ->default_str(a.policies.front());
  command->add_option("--lookup", a.lookup, "step, sequential or held");
  command->add_option("--granule", a.granule, "tokens of a page, which costs one miss; 1: tokens");
  command->add_option("--miss-page", a.miss_page,
                      "tokens of a page of which a set's missed tokens cost one miss together");
  command->add_option("--skip", a.skip, "steps at the start that warm up and are not counted");
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

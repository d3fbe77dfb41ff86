#include "platforms/commands/trace/trace_hits_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <memory>

#include "models/llc/reservation_shares.h"
#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/reservation_file.h"
#include "platforms/commands/trace/trace_hits_report.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {
namespace {

struct HitsArguments {
  const CLI::App* command = nullptr;
  std::string file;
  std::string shares;
  std::int64_t capacity_tokens = 0;
  std::string capacity_bytes;
  std::string token_bytes;
  std::string scope = word_of(ReservationConfig().scope);
  std::string policy = word_of(ReservationConfig().policy);
  std::string lookup = word_of(ReservationConfig().lookup);
  std::uint32_t granule = 1;
  std::uint32_t pin_recent = 0;
  std::uint64_t seed = 1;
  std::string format = "table";
};

void check_sizes(const HitsArguments& a) {
  const auto refuse = [](const std::string& option, const std::string& problem) {
    throw ConfigError(option, "", problem);
  };
  if (!a.shares.empty()) {
    if (a.capacity_tokens != 0) {
      refuse("--capacity-tokens",
             "is of partitions that are all alike, expected --capacity-bytes with --shares");
    }
    if (a.token_bytes.empty()) refuse("--token-bytes", "is needed with --shares");
    return;
  }
  if ((a.capacity_tokens == 0) == a.capacity_bytes.empty()) {
    refuse("--capacity-tokens", "expected either this or --capacity-bytes");
  }
  if (a.capacity_bytes.empty() != a.token_bytes.empty()) {
    refuse("--token-bytes", "goes with --capacity-bytes, and is needed there");
  }
}

// What a file of shares states holds unless an option says otherwise.
ReservationConfig reservation_of(const HitsArguments& a) {
  ReservationConfig reservation;
  if (!a.shares.empty()) reservation = read_reservation(a.shares);
  const auto holds = [&a](const char* option) {
    return a.shares.empty() || a.command->count(option) > 0;
  };
  if (holds("--scope")) reservation.scope = word_option<ReservationScope>(a.scope, "scope");
  if (holds("--policy")) reservation.policy = word_option<PolicyKind>(a.policy, "policy");
  if (holds("--lookup")) reservation.lookup = word_option<LookupOrder>(a.lookup, "lookup");
  if (holds("--granule")) reservation.granule_tokens = a.granule;
  if (holds("--pin-recent")) reservation.pin_recent_tokens = a.pin_recent;
  if (holds("--seed")) reservation.seed = a.seed;
  return reservation;
}

Bytes bytes_of(const HitsArguments& a, const ReservationConfig& reservation,
               std::size_t partitions) {
  if (!a.capacity_bytes.empty()) return bytes_option(a.capacity_bytes, "--capacity-bytes", 1);
  if (a.shares.empty()) return static_cast<Bytes>(a.capacity_tokens) * partitions;
  if (reservation.bytes > 0) return reservation.bytes;
  throw ConfigError("--capacity-bytes", "",
                    "is needed: " + a.shares + " states no llc.reservation.bytes");
}

void check_capacity(const TraceHits& hits) {
  if (hits.capacity_tokens() > 0) return;
  const std::uint32_t granule = hits.reservation.granule_tokens;
  const std::size_t partitions = hits.plan.partitions.size();
  Bytes most = 0;
  for (const auto& partition : hits.plan.partitions) most = std::max(most, partition.share);
  // In bytes only if the user speaks of bytes: else a token counts as one.
  const std::string unit = hits.token_bytes == 1 ? (granule == 1 ? "token" : "tokens") : "B";
  throw ConfigError("the capacity", "",
                    fmt::format("{} {} for each of {} partition{} hold no {} of {} {}, expected "
                                "more",
                                most, unit, partitions, partitions == 1 ? "" : "s",
                                granule == 1 ? "token" : "page", granule * hits.token_bytes, unit));
}

void give_shares(std::vector<TokenWindow>& windows, const HitsArguments& a,
                 const ReservationConfig& reservation) {
  try {
    set_shares(windows, reservation);
  } catch (const std::invalid_argument& error) {
    throw ConfigError(a.shares, "llc.reservation", error.what());
  }
}

// The directory speaks of keys; none of those that it can refuse is missing among the options.
TraceHits count_hits(const HitsArguments& arguments) {
  check_sizes(arguments);
  TraceHits hits;
  hits.reservation = reservation_of(arguments);
  TraceReader reader(arguments.file);
  hits.file = std::filesystem::path(arguments.file).filename().string();
  hits.token_bytes =
      arguments.token_bytes.empty() ? 1 : bytes_option(arguments.token_bytes, "--token-bytes", 1);
  std::vector<TokenWindow> windows = trace_windows(reader, hits.token_bytes);
  hits.reservation.bytes = bytes_of(arguments, hits.reservation,
                                    plan_partitions(windows, hits.reservation).partitions.size());
  give_shares(windows, arguments, hits.reservation);
  const std::string fault = fault_of(windows, hits.reservation);
  if (!fault.empty()) throw ConfigError("the reservation", "", fault);
  hits.plan = plan_partitions(windows, hits.reservation);
  check_capacity(hits);
  hits.result = replay(reader, windows, hits.reservation);
  return hits;
}

ExitStatus run(const HitsArguments& arguments) {
  end_on_interrupt();
  const TraceHits hits = count_hits(arguments);
  print(arguments.format == "json"  ? hits_json(hits)
        : arguments.format == "csv" ? hits_csv(hits)
                                    : hits_table(hits));
  return kDone;
}

}  // namespace

void add_trace_hits_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<HitsArguments>();
  HitsArguments& a = *arguments;
  CLI::App* command =
      trace.add_subcommand("hits", "hits of a reservation of one size under one policy");
  command->add_option("file", a.file, "the trace")->required();
  command->add_option("--capacity-tokens", a.capacity_tokens, "tokens that each partition holds")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 31));
  command->add_option("--capacity-bytes", a.capacity_bytes,
                      "bytes of the whole reservation, shared equally by the partitions");
  command->add_option("--token-bytes", a.token_bytes, "bytes of a token, with --capacity-bytes");
  command->add_option("--shares", a.shares,
                      "YAML file with the llc.reservation to try, as `trace partition` prints it");
  command->option_defaults()->always_capture_default();
  command->add_option("--scope", a.scope, "layer-request, layer or global");
  command->add_option("--policy", a.policy, "see llc.reservation.policy of `dsa-vp keys`");
  command->add_option("--lookup", a.lookup, "step, sequential or held");
  command->add_option("--granule", a.granule, "tokens of a page; 1: tokens")
      ->check(CLI::Range(1, 4096));
  command->add_option("--pin-recent", a.pin_recent,
                      "recent tokens of each request that stay once resident");
  command->add_option("--seed", a.seed, "of the policy random")
      ->check(CLI::Range(std::int64_t{0}, std::numeric_limits<std::int64_t>::max()));
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  a.command = command;
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

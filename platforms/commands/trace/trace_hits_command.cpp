#include "platforms/commands/trace/trace_hits_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/report/table.h"
#include "testbench/replay/replay.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

struct HitsArguments {
  std::string file;
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

struct Hits {
  std::string file;
  ReservationConfig reservation;
  PartitionPlan plan;
  Bytes token_bytes;
  ReplayResult result;

  std::size_t capacity_tokens() const {
    std::size_t most = 0;
    for (const auto& partition : plan.partitions) most = std::max(most, partition.capacity);
    return most * reservation.granule_tokens;
  }
};

void check_sizes(const HitsArguments& a) {
  const auto refuse = [](const std::string& option, const std::string& problem) {
    throw ConfigError(option, "", problem);
  };
  if ((a.capacity_tokens == 0) == a.capacity_bytes.empty()) {
    refuse("--capacity-tokens", "expected either this or --capacity-bytes");
  }
  if (a.capacity_bytes.empty() != a.token_bytes.empty()) {
    refuse("--token-bytes", "goes with --capacity-bytes, and is needed there");
  }
}

ReservationConfig reservation_of(const HitsArguments& a) {
  ReservationConfig reservation;
  reservation.scope = word_option<ReservationScope>(a.scope, "scope");
  reservation.policy = word_option<PolicyKind>(a.policy, "policy");
  reservation.lookup = word_option<LookupOrder>(a.lookup, "lookup");
  reservation.granule_tokens = a.granule;
  reservation.pin_recent_tokens = a.pin_recent;
  reservation.seed = a.seed;
  return reservation;
}

void check_capacity(const Hits& hits) {
  if (hits.capacity_tokens() > 0) return;
  const std::uint32_t granule = hits.reservation.granule_tokens;
  const std::size_t partitions = hits.plan.partitions.size();
  // In bytes only if the user speaks of bytes: else a token counts as one.
  const std::string unit = hits.token_bytes == 1 ? (granule == 1 ? "token" : "tokens") : "B";
  throw ConfigError(
      "the capacity", "",
      fmt::format("{} {} for each of {} partition{} hold no {} of {} {}, expected more",
                  hits.plan.partitions.front().share, unit, partitions, partitions == 1 ? "" : "s",
                  granule == 1 ? "token" : "page", granule * hits.token_bytes, unit));
}

// The directory speaks of keys; none of those that it can refuse is missing among the options.
Hits count_hits(const HitsArguments& arguments) {
  check_sizes(arguments);
  Hits hits;
  hits.reservation = reservation_of(arguments);
  TraceReader reader(arguments.file);
  hits.file = std::filesystem::path(arguments.file).filename().string();
  hits.token_bytes =
      arguments.token_bytes.empty() ? 1 : bytes_option(arguments.token_bytes, "--token-bytes", 1);
  const std::vector<TokenWindow> windows = trace_windows(reader, hits.token_bytes);
  hits.reservation.bytes = arguments.capacity_bytes.empty()
                               ? static_cast<Bytes>(arguments.capacity_tokens) *
                                     plan_partitions(windows, hits.reservation).partitions.size()
                               : bytes_option(arguments.capacity_bytes, "--capacity-bytes", 1);
  const std::string fault = fault_of(windows, hits.reservation);
  if (!fault.empty()) throw ConfigError("the reservation", "", fault);
  hits.plan = plan_partitions(windows, hits.reservation);
  check_capacity(hits);
  hits.result = replay(reader, windows, hits.reservation);
  return hits;
}

Json counters_json(const DirectoryCounters& c) {
  return {{"lookups", c.lookups},
          {"hits", c.hits},
          {"misses", c.misses},
          {"bypassed", c.bypassed},
          {"evictions", c.evictions},
          {"fetches", c.fetches},
          {"fetched_tokens", c.fetched_tokens},
          {"used_tokens", c.used_tokens}};
}

std::string json_text(const Hits& hits) {
  const ReservationConfig& r = hits.reservation;
  Json json;
  json["trace"] = hits.file;
  json["reservation"] = {{"partitions", hits.plan.partitions.size()},
                         {"capacity_tokens", hits.capacity_tokens()},
                         {"scope", word_of(r.scope)},
                         {"policy", word_of(r.policy)},
                         {"lookup", word_of(r.lookup)},
                         {"granule_tokens", r.granule_tokens},
                         {"pin_recent_tokens", r.pin_recent_tokens},
                         {"seed", r.seed}};
  json["total"] = counters_json(hits.result.total);
  json["resident_granules"] = hits.result.resident_granules;
  json["layers"] = Json::array();
  for (const DirectoryCounters& layer : hits.result.layers) {
    json["layers"].push_back(counters_json(layer));
  }
  return json.dump(2) + "\n";
}

std::vector<std::string> cells(const std::string& name, const DirectoryCounters& c) {
  const double percent =
      c.lookups == 0 ? 0 : 100.0 * static_cast<double>(c.hits) / static_cast<double>(c.lookups);
  return {name,
          std::to_string(c.lookups),
          std::to_string(c.hits),
          std::to_string(c.misses),
          std::to_string(c.bypassed),
          std::to_string(c.evictions),
          std::to_string(c.fetched_tokens),
          std::to_string(c.used_tokens),
          fmt::format("{:.2f}", percent)};
}

std::string table_text(const Hits& hits) {
  const ReservationConfig& r = hits.reservation;
  std::string text =
      fmt::format("{}: {} partition{} ({}) of {} tokens, {}, {} look-up", hits.file,
                  hits.plan.partitions.size(), hits.plan.partitions.size() == 1 ? "" : "s",
                  word_of(r.scope), hits.capacity_tokens(), word_of(r.policy), word_of(r.lookup));
  if (r.granule_tokens > 1) text += fmt::format(", pages of {} tokens", r.granule_tokens);
  if (r.pin_recent_tokens > 0) text += fmt::format(", {} recent pinned", r.pin_recent_tokens);
  Table table({{"layer", Align::kLeft},
               {"look-ups", Align::kRight},
               {"hits", Align::kRight},
               {"misses", Align::kRight},
               {"bypassed", Align::kRight},
               {"evicted", Align::kRight},
               {"fetched", Align::kRight},
               {"of them used", Align::kRight},
               {"hits, %", Align::kRight}});
  for (std::size_t layer = 0; layer < hits.result.layers.size(); ++layer) {
    table.add(cells(std::to_string(layer), hits.result.layers[layer]));
  }
  table.add(cells("all", hits.result.total));
  text += "\n\n" + table.text();
  text += r.granule_tokens == 1 ? "\n  all in tokens\n"
                                : "\n  bypassed and evicted in pages, all else in tokens\n";
  if (hits.token_bytes > 1) {
    text += fmt::format("  fetched {} B, used {} B of them\n",
                        static_cast<Bytes>(hits.result.total.fetched_tokens) * hits.token_bytes,
                        static_cast<Bytes>(hits.result.total.used_tokens) * hits.token_bytes);
  }
  return text;
}

std::string csv_text(const Hits& hits) {
  std::string text =
      "layer,lookups,hits,misses,bypassed,evictions,fetches,fetched_tokens,used_tokens\n";
  const auto line = [&text](const std::string& name, const DirectoryCounters& c) {
    text += fmt::format("{},{},{},{},{},{},{},{},{}\n", name, c.lookups, c.hits, c.misses,
                        c.bypassed, c.evictions, c.fetches, c.fetched_tokens, c.used_tokens);
  };
  for (std::size_t layer = 0; layer < hits.result.layers.size(); ++layer) {
    line(std::to_string(layer), hits.result.layers[layer]);
  }
  line("all", hits.result.total);
  return text;
}

ExitStatus run(const HitsArguments& arguments) {
  end_on_interrupt();
  const Hits hits = count_hits(arguments);
  print(arguments.format == "json"  ? json_text(hits)
        : arguments.format == "csv" ? csv_text(hits)
                                    : table_text(hits));
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
  command->option_defaults()->always_capture_default();
  command->add_option("--scope", a.scope, "layer-request, layer or global");
  command->add_option("--policy", a.policy, "see llc.reservation.policy of `dsa-vp keys`");
  command->add_option("--lookup", a.lookup, "step, sequential or held");
  command->add_option("--granule", a.granule, "tokens of a page; 1: tokens")
      ->check(CLI::Range(1, 4096));
  command->add_option("--pin-recent", a.pin_recent,
                      "recent tokens of each request that stay once resident");
  command->add_option("--seed", a.seed, "of the policy random");
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

#include "platforms/commands/trace/trace_hits_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

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

std::vector<std::string> cells(const std::string& name, const DirectoryCounters& c) {
  return {name,
          std::to_string(c.lookups),
          std::to_string(c.hits),
          std::to_string(c.misses),
          std::to_string(c.bypassed),
          std::to_string(c.evictions),
          std::to_string(c.fetched_tokens),
          std::to_string(c.used_tokens),
          hit_percent(c.hits, c.lookups)};
}

std::string capacities_text(const TraceHits& hits) {
  const std::vector<std::size_t> tokens = hits.capacities_tokens();
  const auto [least, most] = std::minmax_element(tokens.begin(), tokens.end());
  return *least == *most ? std::to_string(*most) : fmt::format("{} to {}", *least, *most);
}

}  // namespace

std::vector<std::size_t> TraceHits::capacities_tokens() const {
  std::vector<std::size_t> tokens;
  for (const auto& partition : plan.partitions) {
    tokens.push_back(partition.capacity * reservation.granule_tokens);
  }
  return tokens;
}

std::size_t TraceHits::capacity_tokens() const {
  const std::vector<std::size_t> tokens = capacities_tokens();
  return *std::max_element(tokens.begin(), tokens.end());
}

std::string hits_json(const TraceHits& hits) {
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
  if (!r.shares.empty()) json["reservation"]["capacities_tokens"] = hits.capacities_tokens();
  json["total"] = counters_json(hits.result.total);
  json["resident_granules"] = hits.result.resident_granules;
  json["layers"] = Json::array();
  for (const DirectoryCounters& layer : hits.result.layers) {
    json["layers"].push_back(counters_json(layer));
  }
  return json_text(json);
}

std::string hits_table(const TraceHits& hits) {
  const ReservationConfig& r = hits.reservation;
  std::string text =
      fmt::format("{}: {} ({}) of {} tokens, {}, {} look-up", hits.file,
                  plural(static_cast<std::int64_t>(hits.plan.partitions.size()), "partition"),
                  word_of(r.scope), capacities_text(hits), word_of(r.policy), word_of(r.lookup));
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

std::string hits_csv(const TraceHits& hits) {
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

}  // namespace dsavp

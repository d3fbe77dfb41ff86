#include "platforms/commands/hbm_report.h"

#include <fmt/format.h>

#include "models/hbm/dram_clock.h"
#include "models/hbm/named_mappings.h"
#include "platforms/validation/size_text.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

Bytes interleave_of(const HbmConfig& memory) {
  return memory.interleave_bytes != 0 ? memory.interleave_bytes
                                      : named_interleave(memory.mapping_name, memory.organisation);
}

// "column 2, channel 16, ...; pseudo_channel ^ column, stack_id ^ column >> 1"
std::string layout_text(const AddressLayout& layout) {
  std::string text;
  for (const MappingDigit& digit : layout.digits) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word_of(digit.field), digit.size);
  }
  const char* before = "; ";
  for (const MappingXor& term : layout.xors) {
    text += fmt::format("{}{} ^ {}", before, word_of(term.field), word_of(term.with));
    if (term.shift > 0) text += fmt::format(" >> {}", term.shift);
    before = ", ";
  }
  return text;
}

Json latency_json(const LatencySummary& latency) {
  return {{"mean", latency.mean}, {"p50", latency.p50}, {"p95", latency.p95}, {"p99", latency.p99}};
}

Json memory_json(const HbmConfig& memory) {
  const bool named = !memory.mapping_name.empty();
  const DramOrganisation& o = memory.organisation;
  Json json;
  json["standard"] = memory.standard;
  json["stacks"] = o.stacks;
  json["channels"] = o.channels;
  json["pseudo_channels"] = o.pseudo_channels;
  json["mapping"] = named ? Json(memory.mapping_name) : Json(nullptr);
  json["interleave_bytes"] = named ? Json(interleave_of(memory)) : Json(nullptr);
  json["digits"] = layout_text(address_layout(memory));
  json["peak_gbps"] = peak_gbps(memory);
  return json;
}

Json traffic_json(const HbmTraffic& traffic) {
  Json json;
  json["pattern"] = word_of(traffic.pattern);
  json["token_bytes"] = traffic.token_bytes;
  json["window"] = traffic.window;
  json["reads"] = traffic.reads;
  json["seed"] = traffic.seed;
  json["gap_ns"] = traffic.gap_ns;
  json["front_end_queue"] = traffic.front_end_queue;
  return json;
}

std::string memory_lines(const HbmConfig& memory) {
  const DramOrganisation& o = memory.organisation;
  const std::string name = memory.mapping_name.empty()
                               ? std::string()
                               : fmt::format("{}, channels every {}: ", memory.mapping_name,
                                             size_text(interleave_of(memory)));
  return fmt::format(
      "{}: {} stack{} x {} channels x {} pseudo-channels, {:.1f} GB/s\n  map      {}{}\n",
      memory.standard, o.stacks, o.stacks == 1 ? "" : "s", o.channels, o.pseudo_channels,
      peak_gbps(memory), name, layout_text(address_layout(memory)));
}

std::string traffic_line(const HbmTraffic& traffic) {
  std::string text =
      fmt::format("  traffic  {}, tokens of {}, {} blocks outstanding, {} reads, seed {}",
                  word_of(traffic.pattern), size_text(traffic.token_bytes), traffic.window,
                  traffic.reads, traffic.seed);
  if (traffic.gap_ns > 0) text += fmt::format(", gap {} ns", traffic.gap_ns);
  if (traffic.front_end_queue > 0) {
    text += fmt::format(", at most {} per channel", traffic.front_end_queue);
  }
  return text + "\n";
}

std::string latency_line(const char* name, const LatencySummary& latency) {
  return fmt::format("  {:<17} {:>9.1f} {:>9.1f} {:>9.1f} {:>9.1f}\n", name, latency.mean,
                     latency.p50, latency.p95, latency.p99);
}

}  // namespace

Json hbm_report_json(const HbmConfig& memory, const HbmTraffic& traffic,
                     const HbmTrafficResult& result) {
  Json json;
  json["memory"] = memory_json(memory);
  json["traffic"] = traffic_json(traffic);
  json["fraction_of_peak"] = result.fraction_of_peak;
  json["bandwidth_gbps"] = result.bandwidth_gbps;
  json["block_latency_ns"] = latency_json(result.block_latency_ns);
  json["token_latency_ns"] = latency_json(result.token_latency_ns);
  json["row_hits"] = result.row_hits;
  json["row_misses"] = result.row_misses;
  json["host"] = {{"blocks_per_second", result.blocks_per_second},
                  {"seconds", result.host_seconds}};
  return json;
}

std::string hbm_report_table(const HbmConfig& memory, const HbmTraffic& traffic,
                             const HbmTrafficResult& result) {
  std::string text = memory_lines(memory) + traffic_line(traffic);
  text += fmt::format("\n  {:<17} {:>9} {:>9} {:>9} {:>9}\n", "latency, ns", "mean", "p50", "p95",
                      "p99");
  text += latency_line("block of 64 B", result.block_latency_ns);
  text += latency_line("token", result.token_latency_ns);
  const auto bursts = double(result.row_hits + result.row_misses);
  text += fmt::format(
      "\n  bandwidth {:.1f} GB/s, {:.1f} % of the peak; row hits {:.1f} % of {} bursts\n",
      result.bandwidth_gbps, 100 * result.fraction_of_peak, 100 * double(result.row_hits) / bursts,
      result.row_hits + result.row_misses);
  text += fmt::format("  {} blocks simulated in {:.2f} s, {:.2f} million a second\n", result.blocks,
                      result.host_seconds, result.blocks_per_second / 1e6);
  return text;
}

}  // namespace dsavp

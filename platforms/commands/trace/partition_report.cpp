#include "platforms/commands/trace/partition_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "platforms/commands/trace/trace_file_arguments.h"
#include "platforms/commands/trace/trace_words.h"
#include "platforms/report/table.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t split_hits(const PartitionReport& r, int layer) {
  return r.curve.hits(r.split.granules[static_cast<std::size_t>(layer)], layer);
}

std::int64_t equal_hits(const PartitionReport& r) {
  return r.curve.hits(r.equal_granules);
}

std::size_t tokens_of(const PartitionReport& r, int layer) {
  return r.split.granules[static_cast<std::size_t>(layer)] * r.options.granule_tokens;
}

std::size_t equal_tokens(const PartitionReport& r) {
  return r.equal_granules * r.options.granule_tokens;
}

std::size_t partitions_of(const PartitionReport& r) {
  return r.partitions_of_layer * static_cast<std::size_t>(r.curve.layers());
}

std::size_t tokens_given(const PartitionReport& r) {
  std::size_t sum = 0;
  for (int layer = 0; layer < r.curve.layers(); ++layer) {
    sum += tokens_of(r, layer) * r.partitions_of_layer;
  }
  return sum;
}

std::string how_good(const PartitionReport& r) {
  if (r.split.unit == 1) return "no split has more hits";
  return fmt::format("found in units of {} tokens: no split has more than {} hits, {} %",
                     r.split.unit * r.options.granule_tokens, r.split.bound,
                     hit_percent(r.split.bound, r.curve.lookups()));
}

std::string gain(const PartitionReport& r) {
  const std::int64_t hits = r.split.hits - equal_hits(r);
  return fmt::format("{} more than equal partitions have ({} % of the look-ups)",
                     plural(hits, "hit"), hit_percent(hits, r.curve.lookups()));
}

std::string heading(const PartitionReport& r) {
  return fmt::format("{}\nLRU; {} look-up, scope {}, granules of {}; {} of {} given to {}",
                     trace_heading(r.trace, r.curve.lookups()), word_of(r.options.lookup),
                     word_of(r.options.scope), plural(r.options.granule_tokens, "token"),
                     tokens_given(r), plural(r.capacity_tokens, "token"),
                     plural(static_cast<std::int64_t>(partitions_of(r)), "partition"));
}

Json layer_json(const PartitionReport& r, int layer) {
  return {{"layer", layer},
          {"partitions", r.partitions_of_layer},
          {"capacity_tokens", tokens_of(r, layer)},
          {"lookups", r.curve.lookups(layer)},
          {"hits", split_hits(r, layer)},
          {"equal_hits", r.curve.hits(r.equal_granules, layer)}};
}

// In quotes and in one line, whatever the file is called.
std::string file_in_comment(const PartitionReport& r) {
  return Json(trace_file_name(r.trace)).dump(-1, ' ', true, Json::error_handler_t::replace);
}

}  // namespace

std::string partition_table(const PartitionReport& r) {
  Table table({{"layer", Align::kLeft},
               {"tokens per partition", Align::kRight},
               {"hits", Align::kRight},
               {"hits, %", Align::kRight},
               {"equal: tokens", Align::kRight},
               {"hits", Align::kRight},
               {"hits, %", Align::kRight}});
  for (int layer = 0; layer < r.curve.layers(); ++layer) {
    const std::int64_t hits = split_hits(r, layer);
    const std::int64_t equal = r.curve.hits(r.equal_granules, layer);
    const std::int64_t lookups = r.curve.lookups(layer);
    table.add({std::to_string(layer), std::to_string(tokens_of(r, layer)), std::to_string(hits),
               hit_percent(hits, lookups), std::to_string(equal_tokens(r)), std::to_string(equal),
               hit_percent(equal, lookups)});
  }
  table.add({"all", "", std::to_string(r.split.hits), hit_percent(r.split.hits, r.curve.lookups()),
             "", std::to_string(equal_hits(r)), hit_percent(equal_hits(r), r.curve.lookups())});
  return heading(r) + "\n\n" + table.text() + "\n  " + gain(r) + "; " + how_good(r) + "\n";
}

std::string partition_json(const PartitionReport& r) {
  Json json;
  json["trace"] = trace_json(r.trace);
  json["policy"] = word_of(PolicyKind::kLru);
  json["scope"] = word_of(r.options.scope);
  json["lookup"] = word_of(r.options.lookup);
  json["granule_tokens"] = r.options.granule_tokens;
  json["partitions"] = partitions_of(r);
  json["reservation_tokens"] = r.capacity_tokens;
  json["given_tokens"] = tokens_given(r);
  json["lookups"] = r.curve.lookups();
  json["hits"] = r.split.hits;
  json["hit_rate"] = hit_rate(r.split.hits, r.curve.lookups());
  json["exact"] = r.split.unit == 1;
  json["unit_tokens"] = r.split.unit * r.options.granule_tokens;
  json["most_hits_of_any_split"] = r.split.unit == 1 ? r.split.hits : r.split.bound;
  json["equal"] = {{"capacity_tokens", equal_tokens(r)},
                   {"hits", equal_hits(r)},
                   {"hit_rate", hit_rate(equal_hits(r), r.curve.lookups())}};
  json["gain_hits"] = r.split.hits - equal_hits(r);
  for (int layer = 0; layer < r.curve.layers(); ++layer) {
    json["layers"].push_back(layer_json(r, layer));
  }
  return json_text(json);
}

std::string partition_csv(const PartitionReport& r) {
  std::string text =
      "layer,partitions,capacity_tokens,lookups,hits,equal_capacity_tokens,equal_hits\n";
  for (int layer = 0; layer < r.curve.layers(); ++layer) {
    text += fmt::format("{},{},{},{},{},{},{}\n", layer, r.partitions_of_layer, tokens_of(r, layer),
                        r.curve.lookups(layer), split_hits(r, layer), equal_tokens(r),
                        r.curve.hits(r.equal_granules, layer));
  }
  return text + fmt::format("all,{},,{},{},,{}\n", partitions_of(r), r.curve.lookups(),
                            r.split.hits, equal_hits(r));
}

std::string partition_yaml(const PartitionReport& r) {
  std::string text = fmt::format(
      "# LRU on {}, {} and {}: {} hits of {} look-ups ({} %),\n# {}; {}.\n", file_in_comment(r),
      plural(r.trace.layers, "layer"), plural(r.trace.requests, "request"), r.split.hits,
      r.curve.lookups(), hit_percent(r.split.hits, r.curve.lookups()), gain(r), how_good(r));
  if (r.token_bytes == 0) {
    text += fmt::format(
        "# For a reservation of {}: set llc.reservation.bytes to the bytes of so many.\n",
        plural(static_cast<std::int64_t>(tokens_given(r)), "token"));
  }
  text += "llc:\n  reservation:\n";
  if (r.token_bytes > 0) text += fmt::format("    bytes: {}\n", tokens_given(r) * r.token_bytes);
  text += fmt::format("    scope: {}\n    policy: {}\n    lookup: {}\n", word_of(r.options.scope),
                      word_of(PolicyKind::kLru), word_of(r.options.lookup));
  if (r.options.granule_tokens > 1) {
    text += fmt::format("    granule_tokens: {}\n", r.options.granule_tokens);
  }
  text += "    shares:   # weights are tokens of a partition\n";
  for (int layer = 0; layer < r.curve.layers(); ++layer) {
    text += fmt::format("      - {{layer: {}, weight: {}}}\n", layer, tokens_of(r, layer));
  }
  return text;
}

}  // namespace dsavp

#include "platforms/results/summary_table.h"

#include <fmt/format.h>

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

std::string mebibytes(double bytes) {
  return fmt::format("{:.2f} MiB", bytes / 1048576.0);
}

std::string granule_words(const Json& reservation) {
  const long tokens = reservation["granule_tokens"].get<long>();
  return tokens == 1 ? std::string() : fmt::format(", pages of {} tokens", tokens);
}

std::string header(const Json& result) {
  const Json& study = result["study"];
  const Json& reservation = study["reservation"];
  const auto reserved = reservation["bytes"].get<double>();
  const std::string what =
      reservation["all_resident"].get<bool>() ? std::string("every KV token in the LLC, as a bound")
      : reserved == 0
          ? std::string("nothing reserved")
          : fmt::format("{} of the LLC reserved ({}, {}, {} look-up{})", mebibytes(reserved),
                        reservation["scope"].get<std::string>(),
                        reservation["policy"].get<std::string>(),
                        reservation["lookup"].get<std::string>(), granule_words(reservation));
  const bool loosely_timed = study["abstraction"].get<std::string>() == "lt";
  const auto attention = study["attention"].get<std::string>();
  return fmt::format(
      "{} on {}: {} layers, batch {}, {}top-{} from {}{}\n{}\n", study["model"].get<std::string>(),
      study["hardware"].get<std::string>(), study["layers"].get<int>(), study["batch"].get<int>(),
      attention == "sparse" ? "" : attention + " attention, ", study["top_k"].get<int>(),
      study["trace"].get<std::string>(), loosely_timed ? "; loosely timed" : "", what);
}

std::string phase_lines(const Json& times) {
  const double total = times["total"].get<double>();
  std::string lines = "\n  per decode step            us      %\n";
  const auto line = [&](const char* name, const char* key) {
    const double us = times[key].get<double>();
    lines +=
        fmt::format("  {:<18} {:>10.2f} {:>6.1f}\n", name, us, total == 0 ? 0 : 100 * us / total);
  };
  line("weights", "weights");
  line("append", "append");
  line("indexer", "indexer");
  line("gather", "gather");
  line("attention", "attention");
  line("step", "total");
  line("  engine stalled", "attention_stalled");
  return lines;
}

// With pages what was fetched is more than what missed.
std::string token_lines(const Json& study, const Json& kv) {
  const bool pages = study["reservation"]["granule_tokens"].get<long>() > 1 &&
                     study["reservation"]["bytes"].get<double>() > 0;
  std::string text = fmt::format(
      "\n  KV tokens   {} look-ups = {} hits ({:.1f} %) + {} misses; {}{} bypassed, {} evicted\n",
      kv["lookups"].get<long>(), kv["hits"].get<long>(), 100 * kv["hit_rate"].get<double>(),
      kv["misses"].get<long>(), pages ? "pages: " : "", kv["bypassed"].get<long>(),
      kv["evictions"].get<long>());
  if (!pages) return text;
  const double token_bytes = study["kv_bytes_per_token"].get<double>();
  const double fetched = kv["fetched_tokens"].get<double>();
  const double used = kv["used_tokens"].get<double>();
  return text + fmt::format(
                    "  KV pages    {} fetched = {:.0f} tokens, {}; {:.0f} of them used ({:.1f} "
                    "%)\n",
                    kv["fetches"].get<long>(), fetched, mebibytes(fetched * token_bytes), used,
                    100 * used / std::max(1.0, fetched));
}

// What the sentence about the gather goes on with: pages may save time and cost reads of memory.
std::string memory_words(double bytes_saved, bool gather_costs) {
  const std::string bytes = mebibytes(std::abs(bytes_saved));
  if ((bytes_saved < 0) == gather_costs)
    return fmt::format(", and {} of HBM reads per step", bytes);
  return fmt::format("; HBM reads per step are {} {}", bytes, bytes_saved < 0 ? "more" : "fewer");
}

}  // namespace

std::string summary_table(const Json& result) {
  const Json& summary = result["summary"];
  const Json& kv = summary["kv"];
  const Json& hbm = summary["hbm"];
  const Json& step = summary["step_time_us"];
  std::string text = header(result) + phase_lines(summary["time_us"]);
  text += fmt::format("  {} steps: median {:.2f} us, 95th percentile {:.2f}, longest {:.2f}\n",
                      summary["steps"].get<long>(), step["p50"].get<double>(),
                      step["p95"].get<double>(), step["max"].get<double>());
  text += token_lines(result["study"], kv);
  text += fmt::format(
      "  HBM         {:.3f} GB read, {:.3f} MB written, {:.1f} % of {:.0f} GB/s, row hits {:.1f} "
      "%\n",
      hbm["bytes_read"].get<double>() / 1e9, hbm["bytes_written"].get<double>() / 1e6,
      100 * hbm["utilisation"].get<double>(), hbm["peak_gbps"].get<double>(),
      100 * hbm["row_hits"].get<double>() /
          std::max(1.0, hbm["row_hits"].get<double>() + hbm["row_misses"].get<double>()));
  return text;
}

std::string comparison_table(const Json& baseline, const Json& with) {
  const auto at = [](const Json& result, const char* pointer) {
    return result["summary"].at(Json::json_pointer(pointer)).get<double>();
  };
  std::string text = "\n                          without       with     change\n";
  const auto line = [&](const char* name, const char* pointer, double unit) {
    const double before = at(baseline, pointer) / unit;
    const double after = at(with, pointer) / unit;
    text += fmt::format(
        "  {:<20} {:>10.3f} {:>10.3f} {:>9}\n", name, before, after,
        before == 0 ? std::string("-") : fmt::format("{:+.1f} %", 100 * (after / before - 1)));
  };
  line("step, us", "/step_time_us/mean", 1);
  line("gather, us", "/gather_time_us/mean", 1);
  line("engine stalled, us", "/time_us/attention_stalled", 1);
  line("KV hit rate, %", "/kv/hit_rate", 0.01);
  line("HBM read, GB", "/hbm/bytes_read", 1e9);

  const double steps = at(with, "/steps");
  const double gather = at(baseline, "/gather_time_us/mean") - at(with, "/gather_time_us/mean");
  const double step = at(baseline, "/step_time_us/mean") - at(with, "/step_time_us/mean");
  const double bytes = at(baseline, "/hbm/bytes_read") - at(with, "/hbm/bytes_read");
  text += fmt::format(
      "\nKeeping KV tokens in {} of the LLC {} {:.2f} us of the gather ({:.1f} %) and {:.2f} us of "
      "the step ({:.2f} %){}.\n",
      mebibytes(with["study"]["reservation"]["bytes"].get<double>()),
      gather < 0 ? "costs" : "saves", std::abs(gather),
      100 * std::abs(gather) / at(baseline, "/gather_time_us/mean"), std::abs(step),
      100 * std::abs(step) / at(baseline, "/step_time_us/mean"),
      memory_words(bytes / steps, gather < 0));
  return text;
}

}  // namespace dsavp

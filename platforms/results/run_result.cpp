#include "platforms/results/run_result.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

// Nearest rank.
Json distribution_us(std::vector<Picoseconds> values) {
  if (values.empty()) return {{"mean", 0}, {"p50", 0}, {"p95", 0}, {"max", 0}};
  std::sort(values.begin(), values.end());
  const auto percentile = [&values](double fraction) {
    const auto rank = static_cast<std::size_t>(std::ceil(fraction * double(values.size()) - 1e-9));
    return to_us(values[std::max<std::size_t>(rank, 1) - 1]);
  };
  Picoseconds sum = 0;
  for (const Picoseconds value : values) sum += value;
  return {{"mean", to_us(sum) / double(values.size())},
          {"p50", percentile(0.5)},
          {"p95", percentile(0.95)},
          {"max", to_us(values.back())}};
}

Json latency_ns(const Histogram& histogram) {
  return {{"mean", histogram.mean() / 1e3},
          {"p50", to_ns(histogram.percentile(0.5))},
          {"p95", to_ns(histogram.percentile(0.95))},
          {"p99", to_ns(histogram.percentile(0.99))},
          {"max", to_ns(histogram.max())}};
}

// [upper edge, count] of each; draws what percentiles leave out.
Json buckets_ns(const Histogram& histogram) {
  Json list = Json::array();
  for (const Histogram::Bucket& bucket : histogram.filled()) {
    list.push_back({to_ns(bucket.upper), bucket.count});
  }
  return list;
}

Json tokens(const DirectoryCounters& c) {
  return {{"lookups", c.lookups},
          {"hits", c.hits},
          {"misses", c.misses},
          {"bypassed", c.bypassed},
          {"evictions", c.evictions},
          {"fetches", c.fetches},
          {"fetched_tokens", c.fetched_tokens},
          {"used_tokens", c.used_tokens},
          {"hit_rate", c.lookups == 0 ? 0.0 : double(c.hits) / double(c.lookups)}};
}

Json phases(const PhaseTimes& t, std::int64_t steps) {
  const auto per_step = [steps](Picoseconds time) {
    return steps == 0 ? 0.0 : to_us(time) / double(steps);
  };
  return {{"weights", per_step(t.weights)},
          {"append", per_step(t.append)},
          {"indexer", per_step(t.indexer)},
          {"gather", per_step(t.gather)},
          {"attention", per_step(t.attention)},
          {"total", per_step(t.total())},
          {"attention_stalled", per_step(t.attention_stalled)}};
}

Json activity(const ActivityTime& time) {
  return {{"busy_us", to_us(time.busy)},
          {"stalled_us", to_us(time.stalled)},
          {"idle_us", to_us(time.idle)}};
}

Json unit(const ReadUnit& part, Picoseconds end) {
  Json result = activity(part.time(end));
  result["reads"] = part.reads();
  result["bytes"] = part.bytes();
  result["read_latency_ns"] = latency_ns(part.latency());
  return result;
}

Json study_of(const Study& study) {
  const PlatformConfig& c = study.config;
  const ReservationConfig& r = c.llc.reservation;
  return {{"hardware", c.hardware.name},
          {"model", c.model.name},
          {"trace", std::filesystem::path(c.trace.file).filename().string()},
          {"top_k", study.trace.top_k},
          {"layers", study.layers},
          {"batch", c.workload.batch},
          {"tensor_parallel", c.workload.tensor_parallel},
          {"attention", word_of(c.workload.attention)},
          {"abstraction", word_of(c.simulation.abstraction)},
          {"kv_bytes_per_token", shape_of(c).kv_bytes()},
          {"reservation",
           {{"bytes", r.bytes},
            {"all_resident", r.all_resident},
            {"scope", word_of(r.scope)},
            {"policy", word_of(r.policy)},
            {"lookup", word_of(r.lookup)},
            {"granule_tokens", r.granule_tokens},
            {"pin_recent_tokens", r.pin_recent_tokens},
            {"seed", r.seed},
            {"uneven_shares", !r.shares.empty()}}}};
}

Json hbm_of(const Platform& platform, const HbmCounters& c) {
  return {{"bytes_read", c.bytes_read},   {"bytes_written", c.bytes_written},
          {"utilisation", c.utilisation}, {"peak_gbps", platform.hbm.core().peak_gbps()},
          {"row_hits", c.dram.row_hits},  {"row_misses", c.dram.row_misses},
          {"refreshes", c.dram.refreshes}};
}

Json llc_of(const LlcCounters& c) {
  return {{"ordinary_lookups", c.ordinary_lookups},
          {"ordinary_hits", c.ordinary_hits},
          {"joined", c.joined},
          {"bytes_read_from_memory", c.bytes_read_from_memory},
          {"bytes_written_to_memory", c.bytes_written_to_memory},
          {"most_misses_in_flight", c.most_misses_in_flight},
          {"page_fetches", c.page_fetches},
          {"page_bytes", c.page_bytes},
          {"joined_page_fetches", c.joined_page_fetches},
          {"joined_page_bytes", c.joined_page_bytes},
          {"most_page_payloads", c.most_page_payloads}};
}

Json layers_of(const Recorder& recorder) {
  Json list = Json::array();
  for (std::size_t layer = 0; layer < recorder.layers().size(); ++layer) {
    const Tally& tally = recorder.layers()[layer];
    list.push_back(
        {{"layer", layer},
         {"time_us", phases(tally.times, recorder.steps())},
         {"kv", tokens(tally.tokens)},
         {"hbm", {{"bytes_read", tally.hbm_read}, {"bytes_written", tally.hbm_written}}}});
  }
  return list;
}

Json parts_of(Platform& platform, const HbmCounters& hbm, const LlcCounters& llc, Picoseconds end) {
  const InterconnectCounters interconnect = platform.interconnect.counters(end);
  Json parts;
  parts["hbm"] = activity(hbm.time);
  parts["hbm"]["transactions"] = hbm.transactions;
  parts["llc"] = activity(llc.time);
  parts["interconnect"] = activity(interconnect.time);
  parts["interconnect"]["transactions"] = interconnect.transactions;
  parts["interconnect"]["held_back"] = interconnect.held_back;
  parts["interconnect"]["bytes"] = interconnect.bytes;
  parts["weight_streamer"] = unit(platform.weight_streamer, end);
  parts["indexer"] = unit(platform.indexer, end);
  parts["sparse_attention"] = unit(platform.sparse_attention, end);
  parts["sparse_attention"]["read_latency_ns"]["buckets"] =
      buckets_ns(platform.sparse_attention.latency());
  return parts;
}

}  // namespace

nlohmann::ordered_json run_result(const Study& study, Platform& platform,
                                  const Recorder& recorder) {
  const Picoseconds end = platform.sequencer.end_time();
  const Tally total = recorder.total();
  const HbmCounters hbm = platform.hbm.counters(end);
  const LlcCounters llc = platform.llc.counters(end);
  Json result;
  result["schema"] = "dsa-vp result";
  result["version"] = 1;
  result["study"] = study_of(study);
  result["summary"] = {
      {"steps", recorder.steps()},
      {"simulated_time_us", to_us(end)},
      {"setup_time_us", to_us(platform.sequencer.setup_time())},
      {"step_time_us", distribution_us(recorder.step_times())},
      {"gather_time_us", distribution_us(recorder.gather_times())},
      {"time_us", phases(total.times, recorder.steps())},
      {"kv", tokens(total.tokens)},
      {"hbm", hbm_of(platform, hbm)},
      {"llc", llc_of(llc)},
      {"bytes_appended", platform.sequencer.bytes_appended()},
      {"transactions",
       {{"begun", platform.pool.acquired()},
        {"ended", platform.pool.acquired() - platform.pool.in_use()},
        {"most_in_flight", platform.pool.high_water()}}},
  };
  result["layers"] = layers_of(recorder);
  result["parts"] = parts_of(platform, hbm, llc, end);
  return result;
}

}  // namespace dsavp

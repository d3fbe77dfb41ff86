#pragma once

// Fabricated results: what a run's folder holds, without a run.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/scratch_folder.h"
#include "tests/unit/random.h"

namespace dsavp {

using ResultJson = nlohmann::ordered_json;

inline ResultJson latency_json(double ns) {
  return {{"mean", ns}, {"p50", ns}, {"p95", 2 * ns}, {"p99", 3 * ns}, {"max", 4 * ns}};
}

// Two steps: 100 + 1 + 10 + 20 + 2 us each, 60 tokens of 512 B missed, and streams.
inline ResultJson result_json() {
  const std::int64_t kv = 60 * 512;
  ResultJson summary = {
      {"steps", 2},
      {"step_time_us", {{"mean", 133.0}, {"p50", 132.0}, {"p95", 134.0}, {"max", 134.0}}},
      {"time_us",
       {{"weights", 100.0},
        {"append", 1.0},
        {"indexer", 10.0},
        {"gather", 20.0},
        {"attention", 2.0},
        {"attention_stalled", 15.0}}},
      {"kv", {{"lookups", 100}, {"hits", 40}, {"misses", 60}, {"evictions", 5}, {"hit_rate", 0.4}}},
      {"hbm",
       {{"bytes_read", kv + 2000000 + 30000},
        {"bytes_written", 2560},
        {"utilisation", 0.5},
        {"row_hits", 900},
        {"row_misses", 100}}},
      {"llc",
       {{"ordinary_lookups", 50},
        {"ordinary_hits", 0},
        {"joined", 3},
        {"most_misses_in_flight", 7},
        {"page_fetches", 0},
        {"page_bytes", 0}}},
      {"bytes_appended", 2560}};
  ResultJson parts;
  parts["weight_streamer"] = {{"bytes", 2000000}, {"read_latency_ns", latency_json(1000)}};
  parts["indexer"] = {{"bytes", 30000}, {"read_latency_ns", latency_json(500)}};
  parts["sparse_attention"] = {{"bytes", 51200}, {"read_latency_ns", latency_json(300)}};
  return {{"schema", "dsa-vp result"},
          {"version", 1},
          {"study", {{"kv_bytes_per_token", 512}}},
          {"summary", summary},
          {"parts", parts}};
}

inline const char* const kPhaseNames[] = {"weights", "append", "indexer", "gather", "attention"};

// Phases of whole ps over 1 to 7 steps, whose mean is the step's; bytes of any size.
inline ResultJson random_result(Random& random) {
  ResultJson result = result_json();
  ResultJson& summary = result["summary"];
  const std::int64_t steps = random.between(1, 7);
  summary["steps"] = steps;
  std::int64_t total = 0;
  for (const char* phase : kPhaseNames) {
    const std::int64_t ps = random.one_in(4) ? 0 : std::int64_t(random.below(3000000000));
    total += ps;
    summary["time_us"][phase] = double(ps) / 1e6 / double(steps);
  }
  summary["step_time_us"]["mean"] = double(total) / 1e6 / double(steps);
  summary["kv"]["misses"] = random.below(100000);
  summary["hbm"]["bytes_read"] = random.below(std::uint64_t{1} << 40);
  summary["hbm"]["bytes_written"] = random.below(1000000);
  summary["llc"]["page_bytes"] = random.one_in(2) ? 0 : random.below(1u << 30);
  summary["bytes_appended"] = random.below(1000000);
  result["parts"]["weight_streamer"]["bytes"] = random.below(std::uint64_t{1} << 40);
  result["parts"]["indexer"]["bytes"] = random.below(std::uint64_t{1} << 30);
  return result;
}

// A folder as `dsa-vp run` leaves it.
inline std::string run_folder(const ScratchFolder& scratch, const std::string& name,
                              const ResultJson& result,
                              const std::string& configuration = "workload:\n  steps: 2\n") {
  scratch.write(name + "/result.json", result.dump());
  scratch.write(name + "/effective.yaml", configuration);
  return scratch.path(name);
}

}  // namespace dsavp

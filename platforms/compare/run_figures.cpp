#include "platforms/compare/run_figures.h"

#include <utility>

#include "platforms/results/result_file.h"

namespace dsavp {
namespace {

// Times in us and rates; and counts and bytes, up to which a double holds whole numbers.
constexpr double kMostReal = 1e12;
constexpr std::int64_t kMostCount = std::int64_t{1} << 53;

class FigureReader {
 public:
  explicit FigureReader(const ResultFile& file) : file_(file), steps_(count("summary.steps")) {
    if (steps_ == 0) file_.refuse("summary.steps", "is 0, expected a run of one step at least");
  }

  double real(const std::string& key) const {
    const double value = file_.number(key);
    if (value < 0 || value > kMostReal) file_.refuse(key, "is no sensible figure of a run");
    return value;
  }
  double count(const std::string& key) const {
    const std::int64_t value = file_.count(key);
    if (value > kMostCount) file_.refuse(key, "is no sensible figure of a run");
    return static_cast<double>(value);
  }
  double per_step(const std::string& key) const { return count(key) / steps_; }

 private:
  const ResultFile& file_;
  double steps_;
};

const char* const kPhases[] = {"weights", "append", "indexer", "gather", "attention"};

double percent(double part, double whole) {
  return whole == 0 ? 0 : 100 * part / whole;
}

void read_times(const FigureReader& from, RunFigures& run) {
  run.step_us = from.real("summary.step_time_us.mean");
  run.metrics.push_back({"step time, mean", "us", run.step_us});
  for (const char* which : {"p50", "p95", "max"}) {
    run.metrics.push_back({std::string("step time, ") + which, "us",
                           from.real(std::string("summary.step_time_us.") + which)});
  }
  for (const char* phase : kPhases) {
    run.phases.push_back({phase, from.real(std::string("summary.time_us.") + phase)});
    run.metrics.push_back({phase, "us", run.phases.back().value});
  }
  run.metrics.push_back({"engine stalled", "us", from.real("summary.time_us.attention_stalled")});
}

void read_tokens(const FigureReader& from, RunFigures& run) {
  run.kv_token_bytes = from.count("study.kv_bytes_per_token");
  run.kv_misses = from.per_step("summary.kv.misses");
  run.metrics.push_back({"KV look-ups", "/step", from.per_step("summary.kv.lookups")});
  run.metrics.push_back({"KV hits", "/step", from.per_step("summary.kv.hits")});
  run.metrics.push_back({"KV misses", "/step", run.kv_misses});
  run.metrics.push_back({"KV hit rate", "%", 100 * from.real("summary.kv.hit_rate")});
  run.metrics.push_back({"KV evictions", "/step", from.per_step("summary.kv.evictions")});
}

void read_memory(const FigureReader& from, RunFigures& run) {
  const double read = from.per_step("summary.hbm.bytes_read");
  const double written = from.per_step("summary.hbm.bytes_written");
  const double row_hits = from.count("summary.hbm.row_hits");
  const double row_misses = from.count("summary.hbm.row_misses");
  run.metrics.push_back({"HBM read", "MB/step", read / 1e6});
  run.metrics.push_back({"HBM written", "MB/step", written / 1e6});
  run.metrics.push_back({"HBM utilisation", "%", 100 * from.real("summary.hbm.utilisation")});
  run.metrics.push_back({"HBM row hits", "%", percent(row_hits, row_hits + row_misses)});

  const double pages = from.per_step("summary.llc.page_bytes");
  run.moved_bytes = read + written;
  run.movers = {{"KV tokens", pages > 0 ? pages : run.kv_misses * run.kv_token_bytes},
                {"weights", from.per_step("parts.weight_streamer.bytes")},
                {"indexer keys", from.per_step("parts.indexer.bytes")},
                {"appended", from.per_step("summary.bytes_appended")}};
}

void read_cache(const FigureReader& from, RunFigures& run) {
  const double lookups = from.per_step("summary.llc.ordinary_lookups");
  const double hits = from.per_step("summary.llc.ordinary_hits");
  run.metrics.push_back({"LLC ordinary look-ups", "/step", lookups});
  run.metrics.push_back({"LLC ordinary hits", "%", percent(hits, lookups)});
  run.metrics.push_back({"LLC joined reads", "/step", from.per_step("summary.llc.joined")});
  run.metrics.push_back({"LLC page fetches", "/step", from.per_step("summary.llc.page_fetches")});
  run.metrics.push_back(
      {"LLC most misses in flight", "", from.count("summary.llc.most_misses_in_flight")});
}

void read_latencies(const FigureReader& from, RunFigures& run) {
  const std::pair<const char*, const char*> units[] = {{"token read", "sparse_attention"},
                                                       {"key read", "indexer"},
                                                       {"weight read", "weight_streamer"}};
  for (const auto& [name, unit] : units) {
    for (const char* which : {"mean", "p50", "p95", "p99"}) {
      run.metrics.push_back(
          {std::string(name) + ", " + which, "ns",
           from.real(std::string("parts.") + unit + ".read_latency_ns." + which)});
    }
  }
}

}  // namespace

RunFigures read_run_figures(const std::string& folder) {
  const ResultFile file = ResultFile::of_run(folder);
  const FigureReader from(file);
  RunFigures run;
  run.folder = folder;
  read_times(from, run);
  read_tokens(from, run);
  read_memory(from, run);
  read_cache(from, run);
  read_latencies(from, run);
  run.settings = read_flat_settings(folder);
  run.result = file.json();
  return run;
}

}  // namespace dsavp

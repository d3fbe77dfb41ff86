#include "platforms/report_page/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <sstream>

#include "platforms/config/config_error.h"
#include "platforms/report_page/json_file.h"

namespace dsavp {
namespace {

constexpr const char* kNumbers[] = {"/study/top_k",
                                    "/study/layers",
                                    "/study/batch",
                                    "/study/tensor_parallel",
                                    "/study/kv_bytes_per_token",
                                    "/study/reservation/bytes",
                                    "/summary/steps",
                                    "/summary/step_time_us/mean",
                                    "/summary/step_time_us/p50",
                                    "/summary/step_time_us/p95",
                                    "/summary/step_time_us/max",
                                    "/summary/time_us/weights",
                                    "/summary/time_us/append",
                                    "/summary/time_us/indexer",
                                    "/summary/time_us/gather",
                                    "/summary/time_us/attention",
                                    "/summary/time_us/attention_stalled",
                                    "/summary/kv/lookups",
                                    "/summary/kv/hits",
                                    "/summary/kv/misses",
                                    "/summary/kv/bypassed",
                                    "/summary/kv/evictions",
                                    "/summary/hbm/bytes_read",
                                    "/summary/hbm/utilisation",
                                    "/summary/hbm/row_hits",
                                    "/summary/hbm/row_misses",
                                    "/parts/sparse_attention/read_latency_ns/p50",
                                    "/parts/sparse_attention/read_latency_ns/p95",
                                    "/parts/sparse_attention/read_latency_ns/p99",
                                    "/parts/sparse_attention/read_latency_ns/max"};

constexpr const char* kTexts[] = {"/study/hardware",
                                  "/study/model",
                                  "/study/trace",
                                  "/study/abstraction",
                                  "/study/reservation/scope",
                                  "/study/reservation/policy",
                                  "/study/reservation/lookup"};

void check_buckets(const JsonFile& file) {
  const std::string place = "/parts/sparse_attention/read_latency_ns/buckets";
  if (!file.object("/parts/sparse_attention/read_latency_ns").contains("buckets")) return;
  for (const auto& bucket : file.array(place)) {
    const bool sound =
        bucket.is_array() && bucket.size() == 2 && bucket[0].is_number() && bucket[1].is_number();
    if (!sound) file.refuse(place, "is no list of [time, count]");
  }
}

void check_result(const JsonFile& file) {
  file.require_schema("dsa-vp result");
  for (const char* place : kNumbers) file.number(place);
  for (const char* place : kTexts) file.text(place);
  const std::size_t layers = file.array("/layers").size();
  for (std::size_t layer = 0; layer < layers; ++layer) {
    file.number(fmt::format("/layers/{}/kv/hits", layer));
    file.number(fmt::format("/layers/{}/kv/lookups", layer));
  }
  check_buckets(file);
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream stream(line);
  for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
  return fields;
}

// Columns by name, so that others may be added.
class StepTable {
 public:
  StepTable(std::string path, std::string remedy)
      : path_(std::move(path)),
        remedy_(std::move(remedy)),
        lines_(whole_text(path_, remedy_)),
        names_(fields_of(next_line())) {}

  StepSeries series() {
    const std::size_t time = column("step_time_us");
    const std::size_t lookups = column("lookups");
    const std::size_t hits = column("hits");
    StepSeries series;
    for (std::string line = next_line(); !line.empty(); line = next_line()) {
      const std::vector<std::string> fields = fields_of(line);
      if (fields.size() != names_.size()) refuse("has a line that is cut off or too long");
      series.time_us.push_back(value<double>(fields[time]));
      series.lookups.push_back(value<std::int64_t>(fields[lookups]));
      series.hits.push_back(value<std::int64_t>(fields[hits]));
    }
    return series;
  }

  [[noreturn]] void refuse(const std::string& problem) const {
    throw ConfigError(fmt::format("{}:{}", path_, line_number_), "", problem + "; " + remedy_);
  }

 private:
  std::string next_line() {
    std::string line;
    if (std::getline(lines_, line)) ++line_number_;
    return line;
  }

  std::size_t column(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) refuse("has no column " + name);
    return static_cast<std::size_t>(found - names_.begin());
  }

  template <class Number>
  Number value(const std::string& text) const {
    Number number{};
    const char* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || rest != end) refuse("has no number in '" + text + "'");
    return number;
  }

  const std::string path_;
  const std::string remedy_;
  int line_number_ = 0;
  std::istringstream lines_;
  const std::vector<std::string> names_;
};

StepSeries read_steps(const std::string& path, const std::string& remedy, double expected) {
  StepTable table(path, remedy);
  StepSeries series = table.series();
  if (static_cast<double>(series.time_us.size()) != expected) {
    table.refuse(fmt::format("{} steps, but result.json has {}", series.time_us.size(), expected));
  }
  return series;
}

}  // namespace

bool has_result(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(folder + "/result.json", ignored);
}

RunFolder read_run_folder(const std::string& folder, const std::string& remedy) {
  const JsonFile result(folder + "/result.json", remedy);
  check_result(result);
  RunFolder run;
  run.path = folder;
  run.configuration = whole_text(folder + "/effective.yaml", remedy);
  run.steps = read_steps(folder + "/steps.csv", remedy, result.number("/summary/steps"));
  run.result = result.root();
  return run;
}

}  // namespace dsavp

#include "platforms/commands/trace/trace_words.h"

#include <fmt/format.h>

#include <filesystem>

namespace dsavp {

std::string plural(std::int64_t count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

double hit_rate(std::int64_t hits, std::int64_t lookups) {
  return lookups == 0 ? 0 : static_cast<double>(hits) / static_cast<double>(lookups);
}

std::string hit_percent(std::int64_t hits, std::int64_t lookups) {
  return fmt::format("{:.2f}", 100 * hit_rate(hits, lookups));
}

std::string trace_heading(const TraceInfo& trace, std::int64_t lookups) {
  return fmt::format("{}: {} of {} and {}, k = {}, {} look-ups", trace.path,
                     plural(trace.steps, "step"), plural(trace.layers, "layer"),
                     plural(trace.requests, "request"), trace.top_k, lookups);
}

nlohmann::ordered_json trace_json(const TraceInfo& trace) {
  return {{"file", trace.path},
          {"steps", trace.steps},
          {"layers", trace.layers},
          {"requests", trace.requests},
          {"top_k", trace.top_k}};
}

std::string trace_file_name(const TraceInfo& trace) {
  return std::filesystem::path(trace.path).filename().string();
}

}  // namespace dsavp

#include "platforms/compare/comparison_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "platforms/report/table.h"

namespace dsavp {
namespace {

constexpr double kTableUs = 1e-3;
constexpr double kTableBytes = 1e3;

std::string thousandths(std::int64_t value) {
  return fmt::format("{:.3f}", double(value) / 1e3);
}

std::string signed_thousandths(std::int64_t value) {
  return value == 0 ? "0" : fmt::format("{:+.3f}", double(value) / 1e3);
}

std::string share_text(std::int64_t part, std::int64_t total) {
  if (total == 0) return "-";
  const std::string share = fmt::format("{:.1f}", 100 * double(part) / double(total));
  return share == "-0.0" ? "0.0" : share;
}

std::string metrics_table(const std::vector<MetricDifference>& metrics) {
  Table table({{"per decode step", Align::kLeft},
               {"A", Align::kRight},
               {"B", Align::kRight},
               {"difference", Align::kRight},
               {"change", Align::kRight}});
  for (const MetricDifference& metric : metrics) {
    if (metric.a == 0 && metric.b == 0) continue;  // of parts that neither run uses
    const std::string unit = metric.unit.empty() ? "" : ", " + metric.unit;
    const double difference = metric.difference();
    table.add({metric.name + unit, fmt::format("{:.3f}", metric.a), fmt::format("{:.3f}", metric.b),
               difference == 0 ? "0" : fmt::format("{:+.3f}", difference),
               change_text(metric.percent())});
  }
  return table.text();
}

std::string split_table(const WholeSplit& split, const std::string& heading) {
  Table table({{heading, Align::kLeft},
               {"A", Align::kRight},
               {"B", Align::kRight},
               {"difference", Align::kRight},
               {"share, %", Align::kRight}});
  const auto add = [&](const WholePart& part) {
    table.add({part.name, thousandths(part.a), thousandths(part.b),
               signed_thousandths(part.difference()),
               share_text(part.difference(), split.total.difference())});
  };
  for (const WholePart& part : split.parts) add(part);
  add(split.total);
  return table.text();
}

// "gather, 1.550 us less (115.6 % of the difference)"
std::string part_words(const WholePart& part, const WholeSplit& split, const std::string& unit) {
  const std::int64_t total = split.total.difference();
  const std::string share =
      total == 0 ? "" : " (" + share_text(part.difference(), total) + " % of the difference)";
  return fmt::format("{}, {} {} {}{}", part.name, thousandths(std::abs(part.difference())), unit,
                     part.difference() < 0 ? "less" : "more", share);
}

// What explains the difference: the largest part to its side, and the largest to the other.
std::string explanation(const WholeSplit& split, const std::string& unit) {
  const bool more = split.total.difference() > 0;
  const WholePart* most = split.largest(more);
  const WholePart* against = split.largest(!more);
  std::string text;
  if (most != nullptr) text += " Most of it: " + part_words(*most, split, unit) + ".";
  if (against != nullptr) text += " Against it: " + part_words(*against, split, unit) + ".";
  return text;
}

std::string relation(const WholePart& total, const std::string& unit) {
  const std::int64_t difference = total.difference();
  const std::string share =
      total.a == 0
          ? ""
          : fmt::format(" ({:.2f} %)", 100 * double(std::abs(difference)) / double(total.a));
  return fmt::format("{} {} {} than A's{}", thousandths(std::abs(difference)), unit,
                     difference < 0 ? "less" : "more", share);
}

// A difference of 0 may still be made of parts that cancel.
std::string cancelled(const WholeSplit& split, const std::string& unit) {
  const WholePart* more = split.largest(true);
  const WholePart* less = split.largest(false);
  if (more == nullptr || less == nullptr) return ".";
  return ", as parts cancel: " + part_words(*more, split, unit) + "; " +
         part_words(*less, split, unit) + ".";
}

std::string miss_words(const RunComparison& c) {
  if (c.kv_misses.a == c.kv_misses.b && c.kv_token_bytes.a == c.kv_token_bytes.b) return "";
  const std::string bytes = c.kv_token_bytes.a == c.kv_token_bytes.b
                                ? fmt::format(", {:.0f} B each", c.kv_token_bytes.a)
                                : fmt::format(", {:.0f} B each in A and {:.0f} B in B",
                                              c.kv_token_bytes.a, c.kv_token_bytes.b);
  return fmt::format(" KV tokens missed per step: {:.1f} in A, {:.1f} in B{}.", c.kv_misses.a,
                     c.kv_misses.b, bytes);
}

}  // namespace

std::string change_text(const std::optional<double>& percent) {
  if (!percent || *percent == 0) return "-";
  return fmt::format("{:+.2f} %", *percent);
}

std::string settings_table(const std::vector<SettingDifference>& settings) {
  Table table({{"configuration", Align::kLeft}, {"A", Align::kLeft}, {"B", Align::kLeft}});
  for (const SettingDifference& setting : settings) {
    table.add({setting.key, setting.a, setting.b});
  }
  return table.text();
}

std::string step_sentence(const RunComparison& comparison) {
  const WholeSplit split = step_split(comparison, kTableUs);
  if (split.total.difference() == 0) {
    return "B's step takes as long as A's" + cancelled(split, "us");
  }
  return "B's step takes " + relation(split.total, "us") + "." + explanation(split, "us");
}

std::string byte_sentence(const RunComparison& comparison) {
  const WholeSplit split = byte_split(comparison, kTableBytes);
  if (split.total.difference() == 0) {
    return "B's step moves as many bytes to and from HBM as A's" + cancelled(split, "MB") +
           miss_words(comparison);
  }
  return "B's step moves " + relation(split.total, "MB") + " to and from HBM." +
         explanation(split, "MB") + miss_words(comparison);
}

std::string comparison_text(const RunComparison& comparison) {
  const std::string runs =
      fmt::format("A: {}\nB: {}\n\n", comparison.folder_a, comparison.folder_b);
  if (comparison.identical()) return "The runs are identical: same configuration, same results.\n";
  std::string text = runs;
  text += comparison.settings.empty() ? "The configurations are the same.\n"
                                      : settings_table(comparison.settings);
  if (comparison.same_results) return text + "\nEvery result is the same.\n";
  text += "\n" + metrics_table(comparison.metrics);
  text += "\n" + step_sentence(comparison) + "\n\n";
  text += split_table(step_split(comparison, kTableUs), "step time, us");
  text += "\n" + byte_sentence(comparison) + "\n\n";
  return text + split_table(byte_split(comparison, kTableBytes), "HBM read and written, MB/step");
}

}  // namespace dsavp

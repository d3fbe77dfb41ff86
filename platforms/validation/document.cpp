#include "platforms/validation/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "platforms/report/table.h"
#include "platforms/validation/report_tables.h"
#include "platforms/validation/tolerances.h"

namespace dsavp {
namespace {

constexpr std::size_t kTextWidth = 105;
// Longer tables are folded away.
constexpr std::size_t kLongTable = 30;

// Words of a paragraph in lines of a bounded length.
std::string wrapped(const std::string& paragraph) {
  std::string text;
  std::size_t column = 0;
  for (std::size_t start = 0; start < paragraph.size();) {
    const std::size_t end = std::min(paragraph.find(' ', start), paragraph.size());
    const std::size_t length = end - start;
    if (column > 0 && column + 1 + length > kTextWidth) {
      text += '\n';
      column = 0;
    }
    if (column > 0) text += ' ';
    text += paragraph.substr(start, length);
    column += length + (column > 0 ? 1 : 0);
    start = end + 1;
  }
  return text + "\n";
}

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100 * share);
}

std::string introduction() {
  std::string text = "# Validation\n\n";
  text += wrapped(
      "Each line below is an experiment that a cycle-level DRAM simulator or a real GPU was given. "
      "The model runs the same experiment in the same configuration; the tables hold both figures, "
      "the model's error and how far it may be off.");
  text +=
      "\n" +
      wrapped(
          "This page, its pictures and `validation.json` are written by `dsa-vp validate --output "
          "docs`; nothing in them is edited by hand. `dsa-vp validate` prints the same tables and "
          "the "
          "host's speed, and exits with status 1 if a figure is further off than allowed. The "
          "reference figures stand in `configs/validation`, the tolerances in "
          "`platforms/validation/tolerances.h`:");
  text += fmt::format(
      "\n- fraction of peak bandwidth {}, mean latency {}, median of idle reads {}; an idle read's "
      "99th\n  percentile must lie beyond the median by half of tRFC at least, since reads that "
      "meet a refresh wait;\n- closed forms {};\n- a GPU's gathers, over all lines of one source: "
      "median of the errors' sizes {}, 95th percentile {};\n  its streams and dependent loads {} "
      "each.\n",
      percent(tolerance::kFractionOfPeak), percent(tolerance::kMeanLatency),
      percent(tolerance::kIdleMedian), percent(tolerance::kClosedForm),
      percent(tolerance::kGatherMedian), percent(tolerance::kGatherP95),
      percent(tolerance::kStream));
  text += "\n" + wrapped(
                     "Lines without an entry under \"allowed\" are shown for information. A "
                     "pattern's reads are "
                     "blocks of 64 B, of which `window` are outstanding over the whole memory; "
                     "latencies run from "
                     "a block's entry into the window to its last byte. Random tokens lie at "
                     "multiples of their "
                     "size, and their blocks are read in order.");
  return text;
}

struct Count {
  int held = 0;
  int failed = 0;
  double largest = 0;  // error of those that are held to one
};

Count count_of(const SuiteReport& report) {
  Count count;
  const auto add = [&count](const Figure& figure) {
    if (figure.limit.kind == Limit::Kind::kNone) return;
    ++count.held;
    if (!figure.passes()) ++count.failed;
    if (figure.limit.kind != Limit::Kind::kRelativeError) return;
    count.largest = std::max(count.largest, std::abs(figure.error().value_or(0)));
  };
  for (const auto* lines : {&report.lines, &report.summary}) {
    for (const Line& line : *lines) {
      for (const Figure& figure : line.figures) add(figure);
    }
  }
  return count;
}

std::string overview(const std::vector<SuiteSection>& sections) {
  Table table({{"reference", Align::kLeft},
               {"lines", Align::kRight},
               {"figures with a limit", Align::kRight},
               {"of them beyond it", Align::kRight},
               {"largest error of a line with a limit", Align::kRight}});
  for (const SuiteSection& section : sections) {
    const Count count = count_of(section.report);
    table.add({section.report.title, std::to_string(section.report.lines.size()),
               std::to_string(count.held), std::to_string(count.failed),
               fmt::format("{:.1f} %", 100 * count.largest)});
  }
  return table.markdown();
}

std::string failure_list(const SuiteReport& report) {
  std::string text;
  for (const std::string& failure : failures(report)) text += "- " + failure + "\n";
  return text.empty() ? text : "\nBeyond what is allowed:\n\n" + text;
}

std::string group_text(const SuiteReport& report, const std::string& group) {
  const std::string table = markdown_table(report, group);
  const auto rows = static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n'));
  if (rows <= kLongTable) return fmt::format("\n**{}**\n\n{}", group, table);
  return fmt::format("\n<details><summary><b>{}</b> (every line)</summary>\n\n{}\n</details>\n",
                     group, table);
}

}  // namespace

std::string suite_section(const SuiteSection& section) {
  const SuiteReport& report = section.report;
  std::string text = fmt::format("\n## {}\n\n", report.title);
  text += wrapped("Reference: " + report.reference);
  text += "\n" + wrapped("Model: " + report.configuration + ".");
  if (!report.notes.empty()) text += "\n" + wrapped(report.notes);
  text += fmt::format("\nFigures and configuration: `{}`.\n", report.file.shown);
  text += failure_list(report);
  for (const Picture& picture : section.pictures) {
    text += fmt::format("\n![{}]({}/{}.svg)\n", picture.caption, kPictureFolder, picture.name);
  }
  if (!report.summary.empty()) text += "\n" + markdown_summary(report);
  for (const std::string& group : groups_of(report)) text += group_text(report, group);
  return text;
}

std::string validation_document(const std::vector<SuiteSection>& sections) {
  std::string text = introduction() + "\n" + overview(sections);
  for (const SuiteSection& section : sections) text += suite_section(section);
  return text;
}

}  // namespace dsavp

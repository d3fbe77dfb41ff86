#include "platforms/validation/report_tables.h"

#include <fmt/format.h>

#include <algorithm>

#include "platforms/report/table.h"

namespace dsavp {
namespace {

std::vector<Table::Column> columns(const char* first, bool with_host) {
  std::vector<Table::Column> columns = {
      {first, Align::kLeft},    {"figure", Align::kLeft}, {"reference", Align::kRight},
      {"model", Align::kRight}, {"error", Align::kRight}, {"allowed", Align::kRight},
      {"", Align::kLeft}};
  if (with_host) columns.push_back({"host, reads/s", Align::kRight});
  return columns;
}

std::vector<std::string> cells_of(const std::string& name, const Figure& figure) {
  return {name,
          figure.quantity,
          reference_text(figure),
          model_text(figure),
          error_text(figure),
          limit_text(figure),
          verdict_text(figure)};
}

void add_line(Table& table, const Line& line, bool with_host) {
  for (std::size_t i = 0; i < line.figures.size(); ++i) {
    std::vector<std::string> cells = cells_of(i == 0 ? line.name : "", line.figures[i]);
    if (with_host && i == 0) cells.push_back(fmt::format("{:.0f}", line.blocks_per_second));
    table.add(std::move(cells));
  }
}

Table group_table(const SuiteReport& report, const std::string& group, bool with_host) {
  Table table(columns("line", with_host));
  for (const Line& line : report.lines) {
    if (line.group == group) add_line(table, line, with_host);
  }
  return table;
}

Table summary_table(const SuiteReport& report) {
  Table table(columns("over all lines", false));
  for (const Line& line : report.summary) add_line(table, line, false);
  return table;
}

bool times_host(const SuiteReport& report, const std::string& group) {
  return std::any_of(report.lines.begin(), report.lines.end(), [&](const Line& line) {
    return line.group == group && line.blocks_per_second > 0;
  });
}

std::string failure_text(const std::string& place, const Figure& figure) {
  std::string text = fmt::format("{}: {} is {}", place, figure.quantity, model_text(figure));
  if (figure.reference) {
    text += fmt::format(", the reference's {} ({})", reference_text(figure), error_text(figure));
  }
  return text + ", allowed " + limit_text(figure);
}

}  // namespace

std::vector<std::string> groups_of(const SuiteReport& report) {
  std::vector<std::string> groups;
  for (const Line& line : report.lines) {
    if (std::find(groups.begin(), groups.end(), line.group) == groups.end()) {
      groups.push_back(line.group);
    }
  }
  return groups;
}

std::string markdown_table(const SuiteReport& report, const std::string& group) {
  return group_table(report, group, false).markdown();
}

std::string markdown_summary(const SuiteReport& report) {
  return summary_table(report).markdown();
}

std::string terminal_tables(const SuiteReport& report) {
  std::string text = fmt::format("{} ({})\n", report.title, report.file.name);
  for (const std::string& group : groups_of(report)) {
    text += "\n  " + group + "\n" + group_table(report, group, times_host(report, group)).text();
  }
  if (!report.host_speed.empty()) {
    text += fmt::format("  (the simulator itself: {})\n", report.host_speed);
  }
  if (!report.summary.empty()) text += "\n" + summary_table(report).text();
  return text;
}

std::vector<std::string> failures(const SuiteReport& report) {
  std::vector<std::string> found;
  const auto judge = [&](const std::string& place, const Figure& figure) {
    if (!figure.passes()) found.push_back(failure_text(place, figure));
  };
  for (const auto* lines : {&report.lines, &report.summary}) {
    for (const Line& line : *lines) {
      for (const Figure& figure : line.figures) judge(report.file.name + ": " + line.name, figure);
    }
  }
  return found;
}

}  // namespace dsavp

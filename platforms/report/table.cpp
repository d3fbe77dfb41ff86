#include "platforms/report/table.h"

#include <algorithm>
#include <utility>

namespace dsavp {

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  // Two at least: the rule of a Markdown column.
  for (const Column& column : columns_) {
    widths_.push_back(std::max<std::size_t>(column.heading.size(), 2));
  }
}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], cells[i].size());
  rows_.push_back(std::move(cells));
}

std::string Table::padded(const std::string& cell, std::size_t column) const {
  const std::string room(widths_[column] - cell.size(), ' ');
  return columns_[column].align == Align::kLeft ? cell + room : room + cell;
}

std::string Table::joined_row(const std::vector<std::string>& cells, const char* before,
                              const char* between, const char* after) const {
  std::string row = before;
  for (std::size_t i = 0; i < cells.size(); ++i)
    row += (i == 0 ? "" : between) + padded(cells[i], i);
  row += after;
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

std::string Table::text() const {
  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.push_back(column.heading);
  std::string all = joined_row(headings, "  ", "  ", "");
  for (const auto& row : rows_) all += joined_row(row, "  ", "  ", "");
  return all;
}

std::string Table::markdown() const {
  std::vector<std::string> headings;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    headings.push_back(columns_[i].heading);
    std::string rule(widths_[i], '-');
    if (columns_[i].align == Align::kRight) rule.back() = ':';
    rules.push_back(std::move(rule));
  }
  std::string all = joined_row(headings, "| ", " | ", " |");
  all += joined_row(rules, "| ", " | ", " |");
  for (const auto& row : rows_) all += joined_row(row, "| ", " | ", " |");
  return all;
}

}  // namespace dsavp

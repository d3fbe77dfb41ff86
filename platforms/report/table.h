// A table of text cells, aligned for a terminal or as Markdown.
//
// Left out: wrapping. Errors: none raised here; a row's missing cells are empty.
#pragma once

#include <string>
#include <vector>

namespace dsavp {

enum class Align { kLeft, kRight };

class Table {
 public:
  struct Column {
    std::string heading;
    Align align;
  };

  explicit Table(std::vector<Column> columns);

  void add(std::vector<std::string> cells);

  std::string text() const;      // two spaces before each line and between columns
  std::string markdown() const;  // padded too, so that it reads as it stands

 private:
  std::string padded(const std::string& cell, std::size_t column) const;
  std::string joined_row(const std::vector<std::string>& cells, const char* before,
                         const char* between, const char* after) const;

  std::vector<Column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dsavp

#include "tests/support/study_document.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace dsavp::study {
namespace {

constexpr const char* kFence = "```";
constexpr const char* kLeftOut = "...";

bool begins_with(const std::string& line, const std::string& start) {
  return line.compare(0, start.size(), start) == 0;
}

std::string without_end_spaces(std::string line) {
  line.erase(line.find_last_not_of(" \t\r") + 1);
  return line;
}

// Less the spaces at the ends of lines and the empty lines at the end.
std::vector<std::string> trimmed(const std::vector<std::string>& lines) {
  std::vector<std::string> kept;
  for (const std::string& line : lines) kept.push_back(without_end_spaces(line));
  while (!kept.empty() && kept.back().empty()) kept.pop_back();
  return kept;
}

[[noreturn]] void fail(std::size_t line, const std::string& problem) {
  throw std::runtime_error("line " + std::to_string(line) + ": " + problem);
}

class Parser {
 public:
  explicit Parser(const std::string& text) { document_.lines = lines_of(text); }

  Document parse() {
    for (std::size_t i = 0; i < document_.lines.size();) {
      const std::string line = without_end_spaces(document_.lines[i]);
      if (!begins_with(line, kFence)) {
        add_pictures(line, i + 1);
        ++i;
      } else {
        i = read_block(i, line.substr(3));
      }
    }
    return document_;
  }

 private:
  // Returns where the text goes on.
  std::size_t read_block(std::size_t fence, const std::string& kind) {
    const auto& lines = document_.lines;
    std::size_t end = fence + 1;
    while (end < lines.size() && without_end_spaces(lines[end]) != kFence) ++end;
    if (end == lines.size()) fail(fence + 1, "the block is not closed");
    if (kind == "console") {
      for (std::size_t i = fence + 1; i < end;) i = read_command(i, end);
    }
    return end + 1;
  }

  std::size_t read_command(std::size_t i, std::size_t end) {
    const auto& lines = document_.lines;
    Command command;
    command.line = i + 1;
    if (!begins_with(lines[i], "$ ")) fail(i + 1, "expected a command, '$ dsa-vp ...'");
    command.text = without_end_spaces(lines[i].substr(2));
    while (!command.text.empty() && command.text.back() == '\\') {
      command.text.pop_back();
      if (++i == end) fail(i, "the command does not end");
      command.text += without_end_spaces(lines[i]);
    }
    ++i;
    command.first_quoted = i + 1;
    while (i < end && !begins_with(lines[i], "$ ")) command.quoted.push_back(lines[i++]);
    command.quoted = trimmed(command.quoted);
    document_.commands.push_back(std::move(command));
    return i;
  }

  void add_pictures(const std::string& line, std::size_t number) {
    for (std::size_t at = 0; (at = line.find("![", at)) != std::string::npos;) {
      const std::size_t open = line.find("](", at);
      const std::size_t close = open == std::string::npos ? open : line.find(')', open);
      if (close == std::string::npos) fail(number, "a picture is not '![caption](file)'");
      document_.pictures.push_back({number, line.substr(open + 2, close - open - 2)});
      at = close;
    }
  }

  Document document_;
};

// How many of the quoted agree with the printed from the beginning on, and which line of the printed
// stands beside the first that does not.
struct Agreement {
  std::size_t quoted = 0;
  std::size_t printed = 0;
};

// Whether all agree; `furthest` is where the longest attempt ended.
bool agree(const std::vector<std::string>& quoted, std::size_t q,
           const std::vector<std::string>& printed, std::size_t p, Agreement& furthest) {
  while (q < quoted.size() && quoted[q] != kLeftOut) {
    if (q >= furthest.quoted) furthest = {q, p};
    if (p == printed.size() || quoted[q] != printed[p]) return false;
    ++q;
    ++p;
  }
  if (q == quoted.size()) {
    if (q >= furthest.quoted) furthest = {q, p};
    return p == printed.size();
  }
  for (; p <= printed.size(); ++p) {
    if (agree(quoted, q + 1, printed, p, furthest)) return true;
  }
  return false;
}

std::string line_or_end(const std::vector<std::string>& lines, std::size_t i) {
  return i < lines.size() ? "'" + lines[i] + "'" : "nothing more";
}

}  // namespace

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Document parse(const std::string& text) {
  return Parser(text).parse();
}

std::string difference(const std::vector<std::string>& quoted,
                       const std::vector<std::string>& printed) {
  const std::vector<std::string> q = trimmed(quoted);
  const std::vector<std::string> p = trimmed(printed);
  Agreement furthest;
  if (agree(q, 0, p, 0, furthest)) return "";
  return "quoted line " + std::to_string(furthest.quoted + 1) + " is " +
         line_or_end(q, furthest.quoted) + ", printed is " + line_or_end(p, furthest.printed);
}

std::string with_printed(const Document& document,
                         const std::vector<std::vector<std::string>>& printed) {
  std::string text;
  std::size_t next = 0;  // index of the line that is not yet written
  const auto copy_to = [&](std::size_t end) {
    for (; next < end; ++next) text += document.lines[next] + "\n";
  };
  for (std::size_t i = 0; i < document.commands.size(); ++i) {
    const Command& command = document.commands[i];
    if (command.quoted.empty() || difference(command.quoted, printed.at(i)).empty()) continue;
    copy_to(command.first_quoted - 1);
    for (const std::string& line : trimmed(printed[i])) text += line + "\n";
    next += command.quoted.size();
  }
  copy_to(document.lines.size());
  return text;
}

}  // namespace dsavp::study

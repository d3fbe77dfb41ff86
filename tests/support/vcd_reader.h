// Reads what a value change dump says, strictly enough to refuse what viewers would.
//
// Errors: std::runtime_error for what is no dump: an unknown word, a change of an unknown variable,
// an identifier or a name given twice, a range or a value that is not of the variable's width.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace dsavp::test {

constexpr std::int64_t kVcdUnknown = -1;

struct VcdSignal {
  int width = 0;
  std::map<std::int64_t, std::int64_t> changes;  // value from a time on, below 2^63

  std::int64_t at(std::int64_t time) const {
    const auto after = changes.upper_bound(time);
    if (after == changes.begin()) throw std::runtime_error("no value yet");
    return std::prev(after)->second;
  }
};

struct VcdFile {
  std::string timescale;
  bool times_increase = true;
  std::int64_t last_time = 0;
  std::map<std::string, VcdSignal> values;  // by scopes and name, with dots between
};

inline std::string vcd_until_end(std::istream& in) {
  std::string words;
  for (std::string word; in >> word && word != "$end";) words += (words.empty() ? "" : " ") + word;
  return words;
}

class VcdReader {
 public:
  explicit VcdReader(const std::string& text) : in_(text) {}

  VcdFile read() {
    std::string word;
    while (in_ >> word && read_declaration(word)) continue;
    while (in_ >> word) read_change(word);
    return std::move(file_);
  }

 private:
  [[noreturn]] static void refuse(const std::string& what) { throw std::runtime_error(what); }

  // False once all are read.
  bool read_declaration(const std::string& word) {
    if (word == "$var") {
      add_variable();
    } else if (word == "$timescale") {
      file_.timescale = vcd_until_end(in_);
    } else if (word == "$scope") {
      const std::string scope = vcd_until_end(in_);
      if (scope.rfind("module ", 0) != 0) refuse("a wrong scope: " + scope);
      scopes_.push_back(scope.substr(7));
    } else if (word == "$upscope") {
      if (scopes_.empty() || !vcd_until_end(in_).empty()) refuse("a wrong end of a scope");
      scopes_.pop_back();
    } else if (word == "$enddefinitions") {
      if (!scopes_.empty() || !vcd_until_end(in_).empty()) refuse("a wrong end of the header");
      return false;
    } else {
      refuse("a wrong word in the header: " + word);
    }
    return true;
  }

  void add_variable() {
    std::string type, code, name;
    VcdSignal signal;
    in_ >> type >> signal.width >> code >> name;
    const std::string range = vcd_until_end(in_);
    const std::string expected =
        type == "wire" && signal.width > 1 ? "[" + std::to_string(signal.width - 1) + ":0]" : "";
    std::string path;
    for (const std::string& scope : scopes_) path += scope + ".";
    const bool known_type = type == "wire" || (type == "integer" && signal.width == 32);
    if (!known_type || range != expected || !names_.emplace(code, path + name).second ||
        !file_.values.emplace(path + name, signal).second) {
      refuse("a wrong variable: " + path + name);
    }
  }

  void read_change(const std::string& word) {
    if (word[0] == '#') {
      const std::int64_t next = std::stoll(word.substr(1));
      file_.times_increase = file_.times_increase && next > time_;
      file_.last_time = time_ = next;
    } else if (word[0] == 'b') {
      std::string code;
      in_ >> code;
      set(code, word.substr(1), false);
    } else if (word[0] == '0' || word[0] == '1' || word[0] == 'x') {
      set(word.substr(1), word.substr(0, 1), true);
    } else if (word != "$dumpvars" && word != "$end") {
      refuse("a wrong word: " + word);
    }
  }

  void set(const std::string& code, const std::string& value, bool scalar) {
    VcdSignal& signal = file_.values.at(names_.at(code));
    if (scalar != (signal.width == 1) || value.size() > std::size_t(signal.width)) {
      refuse("a value of another width: " + value);
    }
    signal.changes[time_] = value == "x" ? kVcdUnknown : std::stoll(value, nullptr, 2);
  }

  std::istringstream in_;
  VcdFile file_;
  std::vector<std::string> scopes_;
  std::map<std::string, std::string> names_;  // by identifier
  std::int64_t time_ = -1;
};

inline VcdFile read_vcd(const std::string& text) {
  return VcdReader(text).read();
}

}  // namespace dsavp::test

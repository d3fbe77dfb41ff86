// Reads what a value change dump says, strictly enough to refuse what viewers would.
//
// Errors: std::runtime_error for what is no dump: an unknown word, a change of an unknown variable,
// an identifier given twice.
#pragma once

#include <cstdint>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace dsavp::test {

struct VcdSignal {
  std::map<std::int64_t, std::int64_t> changes;  // value from a time on

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
  std::map<std::string, VcdSignal> values;  // by name
};

inline std::string vcd_until_end(std::istream& in) {
  std::string words;
  for (std::string word; in >> word && word != "$end";) words += (words.empty() ? "" : " ") + word;
  return words;
}

inline void add_vcd_variable(std::istream& in, std::map<std::string, std::string>& names) {
  std::string type, width, code, name, end;
  in >> type >> width >> code >> name >> end;
  if (type != "integer" || width != "32" || end != "$end" || !names.emplace(code, name).second) {
    throw std::runtime_error("a wrong variable: " + name);
  }
}

inline VcdFile read_vcd(const std::string& text) {
  std::istringstream in(text);
  VcdFile file;
  std::map<std::string, std::string> names;  // by identifier
  bool header = true;
  std::int64_t time = -1;
  for (std::string word; in >> word;) {
    if (header) {
      if (word == "$var") {
        add_vcd_variable(in, names);
      } else if (word == "$timescale") {
        file.timescale = vcd_until_end(in);
      } else if (word == "$scope" || word == "$upscope" || word == "$enddefinitions") {
        vcd_until_end(in);
        header = word != "$enddefinitions";
      } else {
        throw std::runtime_error("a wrong word in the header: " + word);
      }
    } else if (word[0] == '#') {
      const std::int64_t next = std::stoll(word.substr(1));
      file.times_increase = file.times_increase && next > time;
      file.last_time = time = next;
    } else if (word[0] == 'b') {
      std::string code;
      in >> code;
      file.values[names.at(code)].changes[time] = std::stoll(word.substr(1), nullptr, 2);
    } else if (word != "$dumpvars" && word != "$end") {
      throw std::runtime_error("a wrong word: " + word);
    }
  }
  return file;
}

}  // namespace dsavp::test

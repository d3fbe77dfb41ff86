// A Value Change Dump whose changes may come out of order, from several sources.
//
// A variable is the sum of its changes, so that those of one time may come in any order and are one
// value; and unknown (x) while more changes say so than take it back. A change is written once all
// sources have said that none of theirs comes before it any more. In whole ps. Format: IEEE
// 1364-2005, 18.2.
// Errors: those of OutputFile; std::logic_error for a change that comes too late.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "models/common/units.h"
#include "testbench/trace_files/output_file.h"

namespace dsavp {

class ValueChangeDump {
 public:
  struct Change {
    Picoseconds when = 0;
    std::size_t variable = 0;
    std::uint64_t by = 0;  // modulo 2^64
    int unknown = 0;       // +1: not known from here on, -1: known again
  };

  ValueChangeDump(const std::string& path, int sources)
      : file_(path), until_(static_cast<std::size_t>(sources), 0) {}

  // All before the first change. Scopes nest; dots in names become underscores.
  void open_scope(const std::string& name);
  void close_scope();
  std::size_t add_integer(const std::string& name);
  std::size_t add_wires(const std::string& name, int width);

  void change(const Change& change);
  // `source` will tell of nothing before `until`.
  void settled(int source, Picoseconds until);
  // Writes what is left; the file takes its name.
  void publish();

 private:
  struct Later {
    bool operator()(const Change& a, const Change& b) const { return a.when > b.when; }
  };
  struct Variable {
    bool scalar = false;
    bool touched = false;
    int unknown = 0;
    bool was_unknown = false;
    std::uint64_t value = 0;
    std::uint64_t written = 0;
  };

  std::size_t declare(const std::string& text, bool scalar);
  void begin();
  void write_until(Picoseconds until);
  void write_time();
  std::string value_of(std::size_t variable) const;

  OutputFile file_;
  std::vector<Picoseconds> until_;  // as each source has said
  bool begun_ = false;
  std::string header_ = "$timescale 1ps $end\n";
  std::vector<Variable> variables_;
  std::vector<std::size_t> touched_;  // at time_
  std::priority_queue<Change, std::vector<Change>, Later> changes_;
  Picoseconds until_written_ = 0;
  Picoseconds time_ = 0;    // of what has been added up and not yet written
  Picoseconds marked_ = 0;  // in the file
};

}  // namespace dsavp

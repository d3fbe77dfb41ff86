// What `dsa-vp trace slowdown` prints and draws.
//
// A row is of one reservation; its counters are of the steps that count. Beside a capacity that the
// paper has (published_slowdown.h) stands its slowdown: null in JSON, empty in CSV and "-" in the
// table where it has none. Units stand in names and headings; MB are decimal.
// Errors: none raised here.
#pragma once

#include <string>
#include <vector>

#include "models/llc/token_directory.h"
#include "testbench/replay/miss_roofline.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {

struct SlowdownRow {
  Bytes capacity_bytes;
  std::size_t partition_tokens;
  DirectoryCounters counters;
};

struct SlowdownReport {
  TraceInfo trace;
  StreamCounts machine;
  Bytes token_bytes;
  ReservationConfig reservation;  // but its bytes, which rows have
  std::size_t partitions;
  std::int64_t uncounted_steps;
  MissRoofline roofline;
  std::vector<SlowdownRow> rows;
};

std::string slowdown_table(const SlowdownReport& report);
std::string slowdown_json(const SlowdownReport& report);
std::string slowdown_csv(const SlowdownReport& report);
// Lines of gnuplot.
std::string slowdown_plot(const SlowdownReport& report);

}  // namespace dsavp

// What `dsa-vp trace slowdown` prints and draws.
//
// A row is of one policy and capacity, policy by policy; its counters are of the steps that count.
// Beside a capacity that the paper has (published_slowdown.h) stands its slowdown: null in JSON,
// empty in CSV and "-" in the table where it has none. Costed misses are fetches, or, where missed
// tokens of one page cost one, such pages. JSON and CSV name the policy in every row; the table and
// the picture name a single one in the heading, and several in a column and in the key. Units stand
// in names and headings; MB are decimal.
// Errors: none raised here.
#pragma once

#include <string>
#include <vector>

#include "testbench/replay/miss_roofline.h"
#include "testbench/replay/replay.h"
#include "testbench/replay/trace_windows.h"

namespace dsavp {

struct SlowdownRow {
  PolicyKind policy;
  Bytes capacity_bytes;
  std::size_t partition_tokens;
  DirectoryCounters counters;
  std::int64_t costed_misses;
};

struct SlowdownReport {
  TraceInfo trace;
  StreamCounts machine;
  Bytes token_bytes;
  ReservationConfig reservation;     // but its policy and bytes, which rows have
  std::vector<PolicyKind> policies;  // of the rows, in their order
  std::size_t partitions;
  ReplayOptions replay;
  MissRoofline roofline;
  std::vector<SlowdownRow> rows;
};

std::string slowdown_table(const SlowdownReport& report);
std::string slowdown_json(const SlowdownReport& report);
std::string slowdown_csv(const SlowdownReport& report);
// Lines of gnuplot.
std::string slowdown_plot(const SlowdownReport& report);

}  // namespace dsavp

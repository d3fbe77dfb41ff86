// One line of a trace in CSV: `0,3,1,16129,17 99 204` is step, layer, request, context length, and
// the tokens of the set separated by blanks.
//
// Errors: std::invalid_argument that says what was found and what is expected.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "testbench/trace_files/set_sequence.h"

namespace dsavp {

inline constexpr std::string_view kCsvHeader = "step,layer,request,context_length,tokens";

struct CsvRow {
  SetPlace place;
  std::int32_t context_length = 0;
  std::vector<std::int32_t> tokens;  // with any padding that the line holds
};

// Reuses the storage of `row`.
void parse_csv_row(std::string_view line, CsvRow& row);

}  // namespace dsavp

// The hits of a reservation on a trace as a table, JSON or CSV.
//
// Errors: none raised here.
#pragma once

#include <string>
#include <vector>

#include "testbench/replay/replay.h"

namespace dsavp {

struct TraceHits {
  std::string file;
  ReservationConfig reservation;
  PartitionPlan plan;
  Bytes token_bytes;
  ReplayResult result;

  std::vector<std::size_t> capacities_tokens() const;  // of each partition
  std::size_t capacity_tokens() const;                 // of the largest
};

std::string hits_table(const TraceHits& hits);
std::string hits_json(const TraceHits& hits);
std::string hits_csv(const TraceHits& hits);

}  // namespace dsavp

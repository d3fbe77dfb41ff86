// A split of a reservation over the layers of a trace as a table, JSON, CSV or YAML for a study.
//
// Capacities are in tokens, of one partition unless the name says otherwise.
// Errors: none raised here.
#pragma once

#include <string>

#include "models/common/units.h"
#include "testbench/curves/lru_curve.h"
#include "testbench/curves/partition_split.h"

namespace dsavp {

struct PartitionReport {
  TraceInfo trace;
  LruCurveOptions options;
  LruCurve curve;
  std::size_t partitions_of_layer = 0;
  std::int64_t capacity_tokens = 0;  // of the whole reservation, as asked for
  Bytes token_bytes = 0;             // 0: not known
  std::size_t equal_granules = 0;    // of a partition, if all have the same
  PartitionSplit split;
};

std::string partition_table(const PartitionReport& report);
std::string partition_json(const PartitionReport& report);
std::string partition_csv(const PartitionReport& report);
// A file that a study can include. The weights are tokens, so that a reservation of as many bytes as
// they add up to is split into exactly these capacities.
std::string partition_yaml(const PartitionReport& report);

}  // namespace dsavp

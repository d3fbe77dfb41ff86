// A trace file that is not HDF5, read twice, and imported where the rules of the format allow it:
// what is then read from the HDF5 file has to be what the source gave.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "testbench/trace_files/convert_trace.h"
#include "testbench/traces/trace_reader.h"
#include "testbench/traces/trace_validation.h"
#include "tests/fuzz/refusal.h"
#include "tests/support/scratch_folder.h"

namespace dsavp {

inline std::vector<TraceStep> steps_of(TraceFileSource& source) {
  std::vector<TraceStep> steps;
  for (TraceStep step; source.next(step);) steps.push_back(step);
  return steps;
}

inline void check_same(const TraceStep& a, const TraceStep& b) {
  require(a.indices == b.indices && a.context_length == b.context_length);
}

inline bool within_rules(TraceInfo info, const std::vector<TraceStep>& steps) {
  return accepted([&] {
    info.order = kOrderRank;
    TraceValidator validator(info);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      validator.validate_step(static_cast<std::int64_t>(i), steps[i]);
    }
  });
}

inline void check_import(const std::string& path, TraceFileSource& source,
                         const std::vector<TraceStep>& steps) {
  TraceInfo attributes;
  attributes.model = attributes.source = "fuzzed";
  import_trace(source, path, attributes, [] {});
  TraceReader reader(path);
  require(reader.info().steps == static_cast<std::int64_t>(steps.size()));
  TraceStep step;
  for (const TraceStep& expected : steps) {
    require(reader.next(step));
    check_same(step, expected);
  }
}

template <class Open>
void read_source(const ScratchFolder& folder, Open open) {
  std::unique_ptr<TraceFileSource> source;
  std::vector<TraceStep> steps;
  if (!accepted([&] {
        source = open();
        steps = steps_of(*source);
      })) {
    return;
  }
  source->rewind();
  const std::vector<TraceStep> again = steps_of(*source);
  require(again.size() == steps.size());
  for (std::size_t i = 0; i < steps.size(); ++i) check_same(steps[i], again[i]);
  if (!within_rules(source->info(), steps)) return;
  source->rewind();
  check_import(folder.path("trace.h5"), *source, steps);
}

}  // namespace dsavp

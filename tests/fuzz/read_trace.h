// An HDF5 trace read as `dsa-vp trace info` and `dsa-vp trace validate` do.
#pragma once

#include <string>

#include "testbench/traces/trace_reader.h"
#include "tests/fuzz/refusal.h"

namespace dsavp {

inline void read_trace(const std::string& path) {
  accepted([&] {
    TraceReader reader(path);
    reader.longest_context();
  });
  accepted([&] {
    TraceReader reader(path);
    for (TraceStep step; reader.next(step);) {
      for (int layer = 0; layer < step.layers; ++layer) {
        for (int request = 0; request < step.requests; ++request) {
          for (const std::int32_t token : step.set(layer, request)) {
            require(token >= 0 && token < step.context_length[request]);
          }
        }
      }
    }
    require(reader.position() == reader.info().steps);
  });
}

}  // namespace dsavp

// A study made ready to run: its configuration read and checked against the hardware and the trace.
//
// Errors: ConfigError and TraceError, before anything is simulated.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "models/sequencer/memory_layout.h"
#include "models/sequencer/sequencer.h"
#include "platforms/config/config_tree.h"
#include "platforms/platform_config.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

struct Study {
  PlatformConfig config;
  TraceInfo trace;
  int layers = 0;
  std::int64_t steps = 0;
  std::int64_t context_capacity = 0;
};

ModelShape shape_of(const PlatformConfig& config);

// What the sequencer runs of it; where the LLC's registers are is the platform's to add.
Program program_of(const Study& study, const ModelShape& shape, const MemoryLayout& layout);

// What studies ask of a trace's file; each file is read once.
class TraceFacts {
 public:
  struct Facts {
    TraceInfo info;
    std::int64_t longest_context = 0;
  };
  const Facts& of(const std::string& file);

 private:
  std::map<std::string, Facts> files_;
};

Study load_study(const std::string& file, const std::vector<std::string>& settings);
Study read_study(const ConfigTree& tree, TraceFacts& traces);
// Takes out what only sweeps read.
void drop_sweep(ConfigTree& tree);

}  // namespace dsavp

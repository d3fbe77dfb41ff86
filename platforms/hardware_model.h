// One accelerator as a hardware file states it, without a model, workload or trace.
//
// Errors: ConfigError, with the place of what is wrong.
#pragma once

#include <string>
#include <vector>

#include "platforms/platform_config.h"

namespace dsavp {

struct HardwareModel {
  HardwareConfig hardware;
  HbmConfig hbm;
  LlcConfig llc;
  InterconnectConfig interconnect;
  IndexerConfig indexer;
  SparseAttentionConfig sparse_attention;
  WeightStreamerConfig weight_streamer;
  SimulationConfig simulation;
};

template <class Visitor>
void describe(Visitor& v, HardwareModel& c) {
  v.section("hardware", c.hardware, "the accelerator");
  v.section("hbm", c.hbm, "memory");
  v.section("llc", c.llc, "last-level cache");
  v.section("interconnect", c.interconnect, "between the units and the LLC");
  v.section("indexer", c.indexer, "indexer unit");
  v.section("sparse_attention", c.sparse_attention, "sparse-attention engine");
  v.section("weight_streamer", c.weight_streamer, "weight streamer");
  v.section("simulation", c.simulation, "the simulation itself");
}

// `settings` override keys: "path.to.key=value".
HardwareModel load_hardware(const std::string& file, const std::vector<std::string>& settings);

}  // namespace dsavp

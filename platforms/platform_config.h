// The whole configuration of a run: hardware, model, workload, trace.
#pragma once

#include <string>

#include "models/common/abstraction.h"
#include "models/hbm/hbm_config.h"
#include "models/indexer/indexer.h"
#include "models/interconnect/interconnect_config.h"
#include "models/llc/llc_config.h"
#include "models/sequencer/model_config.h"
#include "models/sequencer/scheme_list.h"
#include "models/sparse_attention/sparse_attention.h"
#include "models/weight_streamer/weight_streamer.h"

namespace dsavp {

struct HardwareConfig {
  std::string name;
};

template <class Visitor>
void describe(Visitor& v, HardwareConfig& c) {
  v.text("name", c.name, "name of the accelerator, for reports", Need::kRequired);
}

struct TraceConfig {
  std::string file;
  bool cycle = false;
};

template <class Visitor>
void describe(Visitor& v, TraceConfig& c) {
  v.file("file", c.file, "dsa-trace HDF5 file of top-k indices", Need::kRequired);
  v.boolean("cycle", c.cycle,
            "use the trace's layers and requests again where the workload has more of them");
}

struct WorkloadConfig {
  int layers = 0;
  int batch = 1;
  std::int64_t steps = 0;
  int tensor_parallel = 1;
  SchemeKind attention = SchemeKind::kSparse;
};

template <class Visitor>
void describe(Visitor& v, WorkloadConfig& c) {
  v.integer("layers", c.layers, {0, 4096}, "",
            "layers that this accelerator runs, from the first; 0: all of the model");
  v.integer("batch", c.batch, {1, 4096}, "", "requests decoded together");
  v.integer("steps", c.steps, {0, std::int64_t{1} << 40}, "",
            "decode steps from the trace's start; 0: all of the trace");
  v.integer("tensor_parallel", c.tensor_parallel, {1, 1024}, "",
            "accelerators that share each layer; this is one of them");
  v.choice(
      "attention", c.attention,
      "sparse: the tokens that the indexer chose, each where it lies; dense: all of the context, "
      "as a stream, without an indexer; contiguous: as many tokens as were chosen, but side by "
      "side and as a stream");
}

struct SimulationConfig {
  Abstraction abstraction = Abstraction::kApproximatelyTimed;
  double quantum_ns = 1000;
  int payload_limit = 1 << 16;
  bool check_protocol = false;
  bool check_data = false;
  double watchdog_us = 100'000;
  double watchdog_host_s = 120;
};

template <class Visitor>
void describe(Visitor& v, SimulationConfig& c) {
  v.choice("abstraction", c.abstraction,
           "at: approximately timed, non-blocking transport in phases; lt: loosely timed, blocking "
           "transport, several times as fast");
  v.real("quantum_ns", c.quantum_ns, {0, 1e9}, "ns",
         "lt: how far a unit runs ahead of the simulation's time before it synchronises");
  v.integer("payload_limit", c.payload_limit, {16, 1 << 24}, "transactions",
            "transactions in flight above which a run is given up as leaking");
  v.boolean("check_protocol", c.check_protocol,
            "check the TLM-2.0 base protocol on every socket; a run that breaks it fails");
  v.boolean("check_data", c.check_data,
            "give KV tokens data that say where they belong and how often they were written, and "
            "check what the engine reads; a wrong token fails the run");
  v.real(
      "watchdog_us", c.watchdog_us, {0, 1e12}, "us",
      "simulated time in which events go on and no transaction begins or ends, after which a run "
      "is given up; 0: never");
  v.real("watchdog_host_s", c.watchdog_host_s, {0, 1e9}, "s",
         "the same in processor time of this machine, also where simulated time stands still; 0: "
         "never");
}

struct PlatformConfig {
  HardwareConfig hardware;
  ModelConfig model;
  WorkloadConfig workload;
  TraceConfig trace;
  HbmConfig hbm;
  LlcConfig llc;
  InterconnectConfig interconnect;
  IndexerConfig indexer;
  SparseAttentionConfig sparse_attention;
  WeightStreamerConfig weight_streamer;
  SimulationConfig simulation;
};

template <class Visitor>
void describe(Visitor& v, PlatformConfig& c) {
  v.section("hardware", c.hardware, "the accelerator");
  v.section("model", c.model, "the LLM");
  v.section("workload", c.workload, "what is decoded");
  v.section("trace", c.trace, "where the top-k sets come from");
  v.section("hbm", c.hbm, "memory");
  v.section("llc", c.llc, "last-level cache");
  v.section("interconnect", c.interconnect, "between the units and the LLC");
  v.section("indexer", c.indexer, "indexer unit");
  v.section("sparse_attention", c.sparse_attention, "sparse-attention engine");
  v.section("weight_streamer", c.weight_streamer, "weight streamer");
  v.section("simulation", c.simulation, "the simulation itself");
}

}  // namespace dsavp

// A file of a real GPU's figures and the hardware that the model runs them on.
//
// Units: microseconds, bytes, cycles of `clock_mhz`. Errors: ConfigError.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/common/describe.h"
#include "models/common/units.h"
#include "platforms/gather/gather.h"

namespace dsavp {

struct GatherLineConfig {
  GatherSource source = GatherSource::kHbm;
  Bytes footprint = 0;
  Bytes token_bytes = 0;
  std::int64_t tokens = 0;
  double time_us = 0;
};
template <class Visitor>
void describe(Visitor& v, GatherLineConfig& c) {
  v.choice("source", c.source, "hbm: nothing is warm; llc: all of the footprint is",
           Need::kRequired);
  v.bytes("footprint", c.footprint, {16, std::int64_t{1} << 40}, "bytes that hold the tokens",
          Need::kRequired);
  v.bytes("token_bytes", c.token_bytes, {16, 1 << 20}, "bytes of a token", Need::kRequired);
  v.integer("tokens", c.tokens, {1, 1 << 30}, "", "tokens of one gather", Need::kRequired);
  v.real("time_us", c.time_us, {0.001, 1e9}, "us", "time of one gather, launch included",
         Need::kRequired);
}

struct StreamLineConfig {
  Bytes bytes = 0;
  double time_us = 0;
};
template <class Visitor>
void describe(Visitor& v, StreamLineConfig& c) {
  v.bytes("bytes", c.bytes, {1, std::int64_t{1} << 40}, "bytes read in order", Need::kRequired);
  v.real("time_us", c.time_us, {0.001, 1e9}, "us", "time of reading them", Need::kRequired);
}

struct ChaseLineConfig {
  Bytes footprint = 0;
  double cycles = 0;
};
template <class Visitor>
void describe(Visitor& v, ChaseLineConfig& c) {
  v.bytes("footprint", c.footprint, {128, std::int64_t{1} << 40},
          "bytes that the loads wander over", Need::kRequired);
  v.real("cycles", c.cycles, {1, 1e9}, "cycles", "from one dependent load to the next",
         Need::kRequired);
}

struct GpuFigures {
  std::string title;
  std::string reference;
  std::string notes;
  std::string hardware;
  double clock_mhz = 0;
  std::vector<GatherLineConfig> gathers;
  std::vector<StreamLineConfig> streams;
  std::vector<ChaseLineConfig> chases;
};
template <class Visitor>
void describe(Visitor& v, GpuFigures& c) {
  v.text("title", c.title, "heading of tables and pictures", Need::kRequired);
  v.text("reference", c.reference, "what the figures are of", Need::kRequired);
  v.text("notes", c.notes, "what one should know of the comparison");
  v.file("hardware", c.hardware, "the model's hardware file", Need::kRequired);
  v.real("clock_mhz", c.clock_mhz, {1, 1e5}, "MHz", "clock that cycles are counted in",
         Need::kRequired);
  v.list("gathers", c.gathers, "sparse gathers", Need::kRequired);
  v.list("streams", c.streams, "streaming reads from memory");
  v.list("chases", c.chases, "dependent loads of 128 B");
}

struct GpuSuiteConfig {
  GpuFigures suite;
};
template <class Visitor>
void describe(Visitor& v, GpuSuiteConfig& c) {
  v.section("suite", c.suite, "the reference's figures");
}

}  // namespace dsavp

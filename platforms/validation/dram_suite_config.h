// A file of figures from a DRAM simulator, and the memory that the model runs them with.
//
// The file is a configuration like any other: `include` may take the memory from configs/memory,
// and `hbm` holds what no variant changes. Figures that the reference does not state are 0.
// Units: nanoseconds, fractions of peak bandwidth, bytes.
// Errors: ConfigError.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "models/hbm/hbm_config.h"
#include "platforms/validation/closed_forms.h"
#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {

// A change of configuration with a name.
struct SettingConfig {
  std::string set;
};
template <class Visitor>
void describe(Visitor& v, SettingConfig& c) {
  v.text("set", c.set, "path.to.key=value, as the option --set takes it", Need::kRequired);
}

struct VariantConfig {
  std::string name;
  std::vector<SettingConfig> settings;
};
template <class Visitor>
void describe(Visitor& v, VariantConfig& c) {
  v.text("name", c.name, "how lines and tables call it", Need::kRequired);
  v.list("settings", c.settings, "what differs from `hbm`", Need::kRequired);
}

struct DramLineConfig {
  std::string variant;
  HbmTraffic traffic;
  std::int64_t reads = 0;
  double fraction_of_peak = 0;
  double mean_ns = 0;
  double p50_ns = 0;
  double p99_ns = 0;

  bool idle() const { return traffic.gap_ns > 0; }
};
template <class Visitor>
void describe(Visitor& v, DramLineConfig& c) {
  const RealLimits ns{0, 1e6};
  v.text("variant", c.variant, "a name of `variants`; none: `hbm` as it stands");
  v.choice("pattern", c.traffic.pattern, "order of the reads", Need::kRequired);
  v.bytes("token_bytes", c.traffic.token_bytes, {16, 1 << 20},
          "bytes in order at one random place");
  v.integer("window", c.traffic.window, {1, 1 << 20}, "blocks", "blocks of 64 B outstanding",
            Need::kRequired);
  v.real("gap_ns", c.traffic.gap_ns, ns, "ns", "mean pause before a read; above 0: idle latency");
  v.integer("reads", c.reads, {0, 1 << 30}, "blocks", "blocks read by the model; 0: the suite's");
  v.real("fraction_of_peak", c.fraction_of_peak, {0, 1}, "", "of the data buses' bandwidth");
  v.real("mean_ns", c.mean_ns, ns, "ns", "mean latency of a block");
  v.real("p50_ns", c.p50_ns, ns, "ns", "median latency of a block");
  v.real("p99_ns", c.p99_ns, ns, "ns", "99th percentile of a block's latency");
}

struct ClosedFormConfig {
  ClosedForm form = ClosedForm::kRowHit;
  double value = 0;
};
template <class Visitor>
void describe(Visitor& v, ClosedFormConfig& c) {
  v.choice("form", c.form, "what is computed", Need::kRequired);
  v.real("value", c.value, {1e-6, 1e6}, "ns or fraction", "the formula's result", Need::kRequired);
}

struct DramFigures {
  std::string title;
  std::string reference;
  std::string notes;
  std::string host_speed;
  std::int64_t reads = 200000;
  int front_end_queue = 0;
  std::vector<VariantConfig> variants;
  std::vector<DramLineConfig> lines;
  std::vector<ClosedFormConfig> closed_forms;
};
template <class Visitor>
void describe(Visitor& v, DramFigures& c) {
  v.text("title", c.title, "heading of tables and pictures", Need::kRequired);
  v.text("reference", c.reference, "what the figures are of", Need::kRequired);
  v.text("notes", c.notes, "what one should know of the comparison");
  v.text("host_speed", c.host_speed, "the simulator's own speed");
  v.integer("reads", c.reads, {1000, 1 << 30}, "blocks",
            "blocks read by the model for a line; many refresh intervals' worth");
  v.integer("front_end_queue", c.front_end_queue, {0, 1 << 20}, "blocks",
            "blocks of one channel outstanding, beyond which the first block waits; 0: no limit");
  v.list("variants", c.variants, "changes of the memory that some lines are of");
  v.list("lines", c.lines, "the figures", Need::kRequired);
  v.list("closed_forms", c.closed_forms, "figures that formulas give");
}

struct DramSuiteConfig {
  DramFigures suite;
  HbmConfig hbm;
};
template <class Visitor>
void describe(Visitor& v, DramSuiteConfig& c) {
  v.section("suite", c.suite, "the reference's figures");
  v.section("hbm", c.hbm, "the memory that the model runs them with");
}

}  // namespace dsavp

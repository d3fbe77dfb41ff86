#include <catch2/catch.hpp>

#include "platforms/memory_source.h"
#include "platforms/validation/closed_forms.h"

namespace dsavp {
namespace {

// DRAMSys's memory with other timing, so that no figure can be there by chance.
HbmConfig slow_memory() {
  HbmConfig config = read_memory(ConfigTree::load(DSA_CONFIG_DIR "/validation/dramsys-hbm2.yaml"));
  config.timing.cl_ns = 21;
  config.timing.rcd_rd_ns = 17;
  config.timing.rp_ns = 19;
  config.timing.ras_ns = 40;
  config.timing.rfc_ns = 310;
  config.controller_ns = 5;
  return config;
}

double activate_ns(const DramTiming& timing) {
  return (timing.act_ck - 1) * timing.clock_ps / 1000.0;
}

TEST_CASE("single reads measure what the formulas of the timing give") {
  const HbmConfig config = slow_memory();
  const DramTiming& t = config.timing;
  const double row_hit = config.controller_ns + t.cl_ns + t.burst_ck * t.clock_ps / 1000.0;
  CHECK(measure_closed_form(config, ClosedForm::kRowHit) == Approx(row_hit));
  const double closed_bank = row_hit + t.rcd_rd_ns + activate_ns(t);
  CHECK(measure_closed_form(config, ClosedForm::kClosedBank) == Approx(closed_bank));
  CHECK(measure_closed_form(config, ClosedForm::kConflict) == Approx(closed_bank + t.rp_ns));
}

TEST_CASE("the longest idle read waits for one refresh") {
  const HbmConfig config = slow_memory();
  CHECK(measure_closed_form(config, ClosedForm::kRefreshTail) ==
        Approx(config.timing.rfc_ns).epsilon(0.01));
}

TEST_CASE("a full row-command bus bounds random reads") {
  HbmConfig config = slow_memory();
  config.refresh = RefreshPolicy::kNone;
  config.timing.act_ck = 5;
  config.timing.pre_ck = 3;
  // Each burst of 2 clocks needs both commands, and two pseudo-channels share the bus.
  CHECK(measure_closed_form(config, ClosedForm::kRowCommandBus) ==
        Approx(2.0 / (5 + 3) / 2).epsilon(0.02));
}

}  // namespace
}  // namespace dsavp

// Configurations that cannot be: one std::invalid_argument each, which names the parameter.
#include "tests/unit/hbm/hbm_test_util.h"

namespace dsavp {
namespace {

using namespace hbm_test;
using Catch::Matchers::Contains;

std::string refusal(void (*change)(HbmConfig&)) {
  HbmConfig config = hbm3_config();
  change(config);
  return error_of([&] { HbmCore core(config); });
}

TEST_CASE("a possible configuration is taken", "[hbm][fault]") {
  CHECK(refusal([](HbmConfig&) {}) == "<no error>");
  CHECK(refusal([](HbmConfig& c) { c.refresh = RefreshPolicy::kPerBank; }) == "<no error>");
  CHECK(refusal([](HbmConfig& c) { c.refresh = RefreshPolicy::kNone; }) == "<no error>");
  CHECK(refusal([](HbmConfig& c) { c.timing.rc_ns = 0; }) == "<no error>");
}

TEST_CASE("contradicting timings are refused by name", "[hbm][fault]") {
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.ccd_l_ck = 1; }), Contains("ccd_l_ck"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.ccd_r_ck = 1; }), Contains("ccd_r_ck"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.burst_ck = 8; }), Contains("burst_ck"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.rrd_l_ns = 1; }), Contains("rrd_l_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.wtr_l_ns = 1; }), Contains("wtr_l_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.ras_ns = 10; }), Contains("ras_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.rc_ns = 40; }), Contains("rc_ns"));
}

TEST_CASE("refreshes that leave no time are refused by name", "[hbm][fault]") {
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.refi_ns = 360; }), Contains("refi_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.refi_ns = 100; }), Contains("refi_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.timing.refi_ns = 0; }), Contains("refi_ns"));
  CHECK_THAT(refusal([](HbmConfig& c) {
               c.refresh = RefreshPolicy::kPerBank;
               c.timing.rfc_pb_ns = 0;
             }),
             Contains("rfc_pb_ns"));
  // Without refresh they do not matter.
  CHECK(refusal([](HbmConfig& c) {
          c.refresh = RefreshPolicy::kNone;
          c.timing.refi_ns = 0;
        }) == "<no error>");
}

TEST_CASE("maps that do not fit the organisation are refused by name", "[hbm][fault]") {
  CHECK_THAT(refusal([](HbmConfig& c) { c.mapping.pop_back(); }), Contains("row"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.mapping.back().size = 8192; }), Contains("row"));
  CHECK_THAT(refusal([](HbmConfig& c) { c.organisation.stacks = 6; }), Contains("stack"));
}

TEST_CASE("more banks than a pseudo-channel can have are refused", "[hbm][fault]") {
  CHECK_THAT(refusal([](HbmConfig& c) {
               c.organisation.banks = 16;
               c.mapping[6].size = 16;
             }),
             Contains("128 banks"));
  CHECK(refusal([](HbmConfig& c) {
          c.organisation.banks = 8;
          c.mapping[6].size = 8;
        }) == "<no error>");
}

TEST_CASE("analogue timings are rounded up to whole clocks", "[hbm][clock]") {
  HbmConfig config = hbm3_config();
  CHECK(DramClock(config).cl == 20);
  config.timing.cl_ns = 12.501;
  CHECK(DramClock(config).cl == 21);
  config.timing.clock_ps = 1000;
  CHECK(DramClock(config).cl == 13);
}

TEST_CASE("peak bandwidth counts all data buses", "[hbm][clock]") {
  CHECK(peak_gbps(hbm2_config()) == Approx(256));
  CHECK(peak_gbps(hbm3_config()) == Approx(4096));
  HbmConfig config = hbm3_config();
  config.timing.burst_ck = config.timing.ccd_l_ck = 4;  // columns are never closer than a burst
  config.timing.ccd_r_ck = 4;
  CHECK(peak_gbps(config) == Approx(2048));
}

}  // namespace
}  // namespace dsavp

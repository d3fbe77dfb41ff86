#include "models/hbm/dram_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace dsavp {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

void check_order(const DramClock& c) {
  require(c.ccd_l >= c.ccd_s, "ccd_l_ck is below ccd_s_ck or burst_ck");
  require(c.ccd_r >= c.ccd_s, "ccd_r_ck is below ccd_s_ck or burst_ck");
  require(c.rrd_l >= c.rrd_s, "rrd_l_ns is below rrd_s_ns");
  require(c.wtr_l >= c.wtr_s, "wtr_l_ns is below wtr_s_ns");
  require(c.ras >= c.rcd_rd, "ras_ns is below rcd_rd_ns");
}

}  // namespace

DramClock::DramClock(const HbmConfig& config) : period(config.timing.clock_ps) {
  const DramTiming& t = config.timing;
  const auto clocks = [this](double ns) { return edge(from_ns(ns)); };
  const auto up = [](double count) { return static_cast<Clocks>(std::ceil(count)); };
  burst = t.burst_ck;
  ccd_s = std::max(t.ccd_s_ck, t.burst_ck);
  ccd_l = t.ccd_l_ck;
  ccd_r = t.ccd_r_ck == 0 ? ccd_s : t.ccd_r_ck;
  act = up(t.act_ck);
  act_after_pre = up(t.act_ck + t.pre_ck);
  cl = clocks(t.cl_ns);
  cwl = clocks(t.cwl_ns);
  // From the command's first clock, as all times here.
  rcd_rd = clocks(t.rcd_rd_ns) + act - 1;
  rcd_wr = clocks(t.rcd_wr_ns) + act - 1;
  rp = clocks(t.rp_ns);
  ras = clocks(t.ras_ns) + act - 1;
  require(t.rc_ns == 0 || t.rc_ns > t.ras_ns + t.rp_ns - 1e-6, "rc_ns is below ras_ns + rp_ns");
  rc = std::max(clocks(t.rc_ns), ras + rp);
  rrd_s = std::max(clocks(t.rrd_s_ns), act);
  rrd_l = std::max(clocks(t.rrd_l_ns), act);
  faw = clocks(t.faw_ns);
  rtp = clocks(t.rtp_ns);
  wr = clocks(t.wr_ns);
  wtr_s = clocks(t.wtr_s_ns);
  wtr_l = clocks(t.wtr_l_ns);
  rtw = clocks(t.rtw_ns);
  check_order(*this);

  refi = rfc = 0;
  if (config.refresh == RefreshPolicy::kNone) return;
  const bool per_bank = config.refresh == RefreshPolicy::kPerBank;
  const Clocks interval = clocks(t.refi_ns);
  refi = per_bank ? interval / config.organisation.banks_per_pseudo_channel() : interval;
  rfc = clocks(per_bank ? t.rfc_pb_ns : t.rfc_ns);
  require(interval > rfc + rp, per_bank ? "refi_ns leaves no time beside rfc_pb_ns and rp_ns"
                                        : "refi_ns leaves no time beside rfc_ns and rp_ns");
  require(!per_bank || t.rfc_pb_ns > 0, "rfc_pb_ns is 0, but per-bank refresh needs it");
  require(refi > 0, "refi_ns is shorter than one clock for every bank");
}

double peak_gbps(const HbmConfig& config) {
  const DramTiming& t = config.timing;
  const double burst_ps = double(t.clock_ps) * std::max(t.burst_ck, t.ccd_s_ck);
  const DramOrganisation& o = config.organisation;
  return double(o.access_bytes) * o.pseudo_channel_count() / burst_ps * 1000.0;
}

}  // namespace dsavp

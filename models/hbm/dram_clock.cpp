#include "models/hbm/dram_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace dsavp {
namespace {

void require(bool holds, const char* what) {
  if (!holds) throw std::invalid_argument(what);
}

}  // namespace

DramClock::DramClock(const DramTiming& t) {
  const auto clocks = [&t](int count) { return Picoseconds{t.clock_ps} * count; };
  const auto whole_clocks = [&t](double ns) {
    return (from_ns(ns) + t.clock_ps - 1) / t.clock_ps * t.clock_ps;
  };
  burst = clocks(t.burst_ck);
  ccd_s = clocks(std::max(t.ccd_s_ck, t.burst_ck));
  ccd_l = clocks(t.ccd_l_ck);
  cl = whole_clocks(t.cl_ns);
  cwl = whole_clocks(t.cwl_ns);
  rcd_rd = whole_clocks(t.rcd_rd_ns);
  rcd_wr = whole_clocks(t.rcd_wr_ns);
  rp = whole_clocks(t.rp_ns);
  ras = whole_clocks(t.ras_ns);
  rrd_s = whole_clocks(t.rrd_s_ns);
  rrd_l = whole_clocks(t.rrd_l_ns);
  faw = whole_clocks(t.faw_ns);
  rtp = whole_clocks(t.rtp_ns);
  wr = whole_clocks(t.wr_ns);
  wtr = whole_clocks(t.wtr_ns);
  rtw = whole_clocks(t.rtw_ns);
  refi = whole_clocks(t.refi_ns);
  rfc = whole_clocks(t.rfc_ns);
  require(ccd_l >= ccd_s, "ccd_l_ck is below ccd_s_ck or burst_ck");
  require(rrd_l >= rrd_s, "rrd_l_ns is below rrd_s_ns");
  require(ras >= rcd_rd, "ras_ns is below rcd_rd_ns");
  require(!refreshes() || refi > rfc + rp, "refi_ns leaves no time beside rfc_ns and rp_ns");
}

double peak_gbps(const HbmConfig& config) {
  const DramTiming& t = config.timing;
  const double burst_ps = double(t.clock_ps) * std::max(t.burst_ck, t.ccd_s_ck);
  const DramOrganisation& o = config.organisation;
  return double(o.access_bytes) * o.pseudo_channel_count() / burst_ps * 1000.0;
}

}  // namespace dsavp

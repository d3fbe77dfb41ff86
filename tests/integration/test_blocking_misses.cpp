// The paper's blocking misses in closed form: with one read in flight a gather takes the number of
// misses times the idle latency of one, each up to a clock of the memory later, whose commands go at
// its edges.
#include <catch2/catch.hpp>
#include <cmath>

#include "testbench/traces/trace_writer.h"
#include "tests/integration/platform_test_util.h"
#include "tests/support/scratch_folder.h"

namespace dsavp {
namespace {

using test::run_platform;

constexpr int kTokens = 40;

// One pseudo-channel with one bank, whose row holds exactly one token: after the first, which finds
// the bank closed by the streams before, every miss is a row conflict.
Study one_bank_study(const std::string& trace, const std::vector<std::string>& more) {
  std::vector<std::string> settings = {
      "trace.file=" + trace,
      "workload.layers=1",
      "workload.tensor_parallel=8",
      "llc.reservation.bytes=0",
      "hbm.organisation.stacks=1",
      "hbm.organisation.channels=1",
      "hbm.organisation.pseudo_channels=1",
      "hbm.organisation.stack_ids=1",
      "hbm.organisation.bank_groups=1",
      "hbm.organisation.banks=1",
      "hbm.organisation.rows=4194304",
      "hbm.organisation.row_bytes=512",
      "hbm.mapping=[{field: column, size: 16}, {field: row, size: 4194304}, "
      "{field: pseudo_channel, size: 1}]",
      "hbm.mapping_xor=[]",
      "hbm.refresh=none",
      "sparse_attention.reads_in_flight=1",
      "sparse_attention.issue_interval_ns=0"};
  settings.insert(settings.end(), more.begin(), more.end());
  return load_study(DSA_CONFIG_DIR "/studies/quickstart.yaml", settings);
}

std::string write_trace(const ScratchFolder& folder) {
  TraceInfo info;
  info.model = "rows apart";
  info.order = "ascending";
  info.layers = info.requests = 1;
  info.top_k = kTokens;
  TraceStep step(info);
  step.context_length = {1000};
  for (int i = 0; i < kTokens; ++i) step.indices[static_cast<std::size_t>(i)] = 3 * i;
  const std::string path = folder.path("trace.h5");
  TraceWriter writer(path, info);
  writer.append(step);
  writer.close();
  return path;
}

Picoseconds whole_clocks(double ns, int clock) {
  return (from_ns(ns) + clock - 1) / clock * clock;
}

// From an activate's first clock to the column command.
Picoseconds activate_to_read(const DramTiming& t) {
  return whole_clocks(t.rcd_rd_ns, t.clock_ps) +
         (static_cast<Picoseconds>(std::ceil(t.act_ck)) - 1) * t.clock_ps;
}

// Command and data through the interconnect, the look-up of the ordinary region being free, the
// controller, a precharge, an activation, a column command and a burst for each 32 B, the fill.
Picoseconds idle_conflict(const PlatformConfig& c) {
  const DramTiming& t = c.hbm.timing;
  const TransferRate link(c.interconnect.bandwidth_gbps);
  const Picoseconds dram =
      whole_clocks(t.rp_ns, t.clock_ps) + activate_to_read(t) + whole_clocks(t.cl_ns, t.clock_ps) +
      15 * Picoseconds{t.clock_ps} * t.ccd_l_ck + Picoseconds{t.clock_ps} * t.burst_ck;
  return link.time_for(static_cast<Bytes>(c.interconnect.command_bytes)) +
         2 * from_ns(c.interconnect.latency_ns) + from_ns(c.hbm.controller_ns) + dram +
         from_ns(c.llc.fill_latency_ns);
}

}  // namespace

TEST_CASE("one read in flight takes misses x idle latency, each after its index") {
  const ScratchFolder folder;
  const Study study = one_bank_study(write_trace(folder), {});
  const nlohmann::json result = run_platform(study);
  CHECK(result["summary"]["kv"]["misses"] == kTokens);
  const double start =
      study.config.sparse_attention.dispatch_ns + study.config.sparse_attention.start_up_ns;
  const double gather = result["summary"]["gather_time_us"]["mean"].get<double>() * 1e3;
  const double index_load = study.config.sparse_attention.index_load_ns;
  CHECK(index_load > 0);
  const DramTiming& t = study.config.hbm.timing;
  const double closed_form = kTokens * (index_load + to_ns(idle_conflict(study.config))) -
                             to_ns(whole_clocks(t.rp_ns, t.clock_ps));
  CHECK(gather - start > closed_form - 1e-3);
  CHECK(gather - start < closed_form + kTokens * to_ns(t.clock_ps) + 1e-3);
}

TEST_CASE("many reads in flight overlap their latencies but not their rows") {
  const ScratchFolder folder;
  const Study study = one_bank_study(write_trace(folder), {"sparse_attention.reads_in_flight=64"});
  const nlohmann::json result = run_platform(study);
  const DramTiming& t = study.config.hbm.timing;
  // A row's cycle in the one bank: its column commands do not end before tRAS, so activate to
  // precharge is tRCD, the column commands and tRTP.
  const Picoseconds cycle = activate_to_read(t) + 15 * Picoseconds{t.clock_ps} * t.ccd_l_ck +
                            whole_clocks(t.rtp_ns, t.clock_ps) + whole_clocks(t.rp_ns, t.clock_ps);
  const double start =
      study.config.sparse_attention.dispatch_ns + study.config.sparse_attention.start_up_ns;
  const double gather = result["summary"]["gather_time_us"]["mean"].get<double>() * 1e3;
  const double closed_form = study.config.sparse_attention.index_load_ns +
                             (kTokens - 1) * to_ns(cycle) + to_ns(idle_conflict(study.config)) -
                             to_ns(whole_clocks(t.rp_ns, t.clock_ps));
  CHECK(gather - start > closed_form - 1e-3);
  CHECK(gather - start < closed_form + to_ns(t.clock_ps) + 1e-3);
}

}  // namespace dsavp

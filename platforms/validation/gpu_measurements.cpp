#include "platforms/validation/gpu_measurements.h"

#include "testbench/hbm_traffic/hbm_traffic.h"

namespace dsavp {
namespace {

// Enough to keep every bank busy through the longest way to the memory and back.
constexpr int kStreamWindow = 1 << 16;
constexpr std::int64_t kStreamReads = 1 << 20;

constexpr Bytes kLoadBytes = 128;
constexpr std::int64_t kLoads = 4096;

// One load at a time, each sent when the one before has come.
HardwareModel one_load_at_a_time(HardwareModel hardware) {
  SparseAttentionConfig& engine = hardware.sparse_attention;
  engine.reads_in_flight = 1;
  engine.lanes = 0;
  engine.issue_interval_ns = 0;
  engine.index_load_ns = 0;
  return hardware;
}

}  // namespace

double measure_gather_us(const HardwareModel& hardware, const GatherLineConfig& line) {
  GatherRequest request;
  request.source = line.source;
  request.tokens = line.tokens;
  request.token_bytes = line.token_bytes;
  request.footprint = line.footprint;
  return run_gather(hardware, request).time_us;
}

double measure_stream_us(const HardwareModel& hardware, Bytes bytes) {
  HbmTraffic traffic;
  traffic.pattern = TrafficPattern::kSequential;
  traffic.window = kStreamWindow;
  traffic.reads = kStreamReads;
  const double bytes_per_us = 1e3 * run_hbm_traffic(hardware.hbm, traffic).bandwidth_gbps;
  return static_cast<double>(bytes) / bytes_per_us;
}

double measure_chase_ns(const HardwareModel& hardware, const ChaseLineConfig& line) {
  GatherRequest request;
  const bool fits = line.footprint <= hardware.llc.capacity_bytes;
  request.source = fits ? GatherSource::kLlc : GatherSource::kHbm;
  request.tokens = kLoads;
  request.token_bytes = kLoadBytes;
  request.footprint = line.footprint;
  request.gathers = 1;
  const GatherResult result = run_gather(one_load_at_a_time(hardware), request);
  return 1e3 * result.data_us / static_cast<double>(kLoads);
}

}  // namespace dsavp

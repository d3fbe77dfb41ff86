// A scratch folder with what a fuzzed study may include or name: one small machine and model, and a
// trace of two steps, two layers and one request.
#pragma once

#include <string>

#include "platforms/study.h"
#include "testbench/traces/trace_writer.h"
#include "tests/support/scratch_folder.h"

extern "C" int sc_main(int, char**) {
  return 0;
}

namespace dsavp {

inline constexpr const char* kMachine = R"(hardware: {name: small}
hbm:
  standard: small
  organisation: {stacks: 1, channels: 2, pseudo_channels: 2, bank_groups: 2, banks: 2, rows: 65536,
                 row_bytes: 1024, access_bytes: 32}
  timing: {clock_ps: 625, cl_ns: 12.5, cwl_ns: 6.25, rcd_rd_ns: 19.375, rcd_wr_ns: 9.375,
           rp_ns: 16.25, ras_ns: 28.125, rrd_s_ns: 2.5, rrd_l_ns: 3.125, faw_ns: 15, rtp_ns: 5.625,
           wr_ns: 20.625, wtr_s_ns: 4.375, wtr_l_ns: 6.25, rtw_ns: 15, refi_ns: 3900, rfc_ns: 260}
  mapping:
  - {field: column, size: 8}
  - {field: pseudo_channel, size: 2}
  - {field: channel, size: 2}
  - {field: column, size: 4}
  - {field: bank_group, size: 2}
  - {field: bank, size: 2}
  - {field: row, size: 65536}
llc: {capacity_bytes: 1 MiB, max_reserved_bytes: 512 KiB, slices: 4, bandwidth_gbps: 1000, clock_mhz: 1000,
      hit_latency_ns: 50, fill_latency_ns: 20}
interconnect: {latency_ns: 25, bandwidth_gbps: 1000}
indexer: {stream: {chunk_bytes: 1 MiB, chunks_in_flight: 8}, tflops: 600}
sparse_attention: {reads_in_flight: 64, tflops: 300}
weight_streamer: {stream: {chunk_bytes: 1 MiB, chunks_in_flight: 4}, tflops: 600}
)";

inline constexpr const char* kModel = R"(model:
  name: small
  layers: 2
  hidden: 64
  attention: {kind: gqa, query_heads: 2, kv_heads: 1, head_dim: 32, kv_bytes: 128}
  ffn: {width: 128}
  indexer: {heads: 2, dim: 16, key_bytes: 32}
)";

inline void write_small_trace(const std::string& path) {
  TraceInfo info;
  info.model = info.source = "small";
  info.order = "ascending";
  info.layers = 2;
  info.requests = 1;
  info.top_k = 2;
  TraceWriter writer(path, info);
  for (int number = 0; number < 2; ++number) {
    TraceStep step(info);
    step.context_length[0] = 4 + number;
    step.indices = {0, 2, 1, 3};
    writer.append(step);
  }
  writer.close();
}

class StudyFiles {
 public:
  StudyFiles() {
    folder_.write("machine.yaml", kMachine);
    folder_.write("model.yaml", kModel);
    write_small_trace(folder_.path("trace.h5"));
  }
  const ScratchFolder& folder() const { return folder_; }

 private:
  ScratchFolder folder_;
};

}  // namespace dsavp

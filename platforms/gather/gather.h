// Sparse gathers alone, as a kernel of a GPU does them: what one takes, with nothing else at work.
//
// The engine, the interconnect, the LLC and the HBM of an accelerator read tokens at uniform random
// places of a footprint, in ascending order, as often as drawn; each gather has a list of its own.
// From the HBM nothing is warm and no gather reads a token that an earlier one has read; from the
// LLC the whole footprint has been read before, and a few gathers have gone before those measured.
// A gather ends with its last byte: the engine's arithmetic and output are not part of it.
// Left out: windows and reservations: the LLC is all ordinary.
// Errors: std::invalid_argument naming the member that is wrong, before anything is simulated;
// std::runtime_error when the simulation fails.
#pragma once

#include <cstdint>
#include <utility>

#include "platforms/hardware_model.h"

namespace dsavp {

enum class GatherSource { kHbm, kLlc };
template <>
struct EnumWords<GatherSource> {
  static constexpr std::pair<GatherSource, const char*> kWords[] = {{GatherSource::kHbm, "hbm"},
                                                                    {GatherSource::kLlc, "llc"}};
};

struct GatherRequest {
  GatherSource source = GatherSource::kHbm;
  std::int64_t tokens = 2048;  // of each gather
  Bytes token_bytes = 512;
  Bytes footprint = 0;  // 0: 30 GiB of HBM, or as much as there is; 4 MiB of the LLC
  int gathers = 0;      // measured; 0: more of small ones than of large ones
  std::uint64_t seed = 1;
};

// The request with its zeros filled in. Errors: as above.
GatherRequest complete(const HardwareModel& hardware, GatherRequest request);

// Means over the gathers. The parts add up to the time.
struct GatherResult {
  GatherRequest request;  // complete
  double time_us = 0;
  double launch_us = 0;    // dispatch of the kernel
  double start_up_us = 0;  // of the kernel
  double index_us = 0;     // load of the first token's index
  double data_us = 0;      // first data request to the last byte
  double gbps = 0;         // of data, over time_us
  double llc_share = 0;    // of the bytes, those that memory was not asked for
};

// Elaborates into SystemC's current context: one call per process.
GatherResult run_gather(const HardwareModel& hardware, const GatherRequest& request);

}  // namespace dsavp

// The model's side of a GPU's lines. Each call simulates, so each belongs in a process of its own.
//
// Units: microseconds, nanoseconds. Errors: std::runtime_error when a simulation fails.
#pragma once

#include "platforms/validation/gpu_suite_config.h"

namespace dsavp {

// Mean time of a gather, launch included.
double measure_gather_us(const HardwareModel& hardware, const GatherLineConfig& line);
// Time of reading `bytes` from memory in order.
double measure_stream_us(const HardwareModel& hardware, Bytes bytes);
// From one dependent load to the next, of 128 B over a footprint.
double measure_chase_ns(const HardwareModel& hardware, const ChaseLineConfig& line);

}  // namespace dsavp

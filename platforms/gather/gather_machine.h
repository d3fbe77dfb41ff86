// The parts that a gather needs, wired as in the platform, and the program that has them gather.
#pragma once

#include <systemc>

#include "models/hbm/hbm.h"
#include "models/interconnect/interconnect.h"
#include "models/llc/llc.h"
#include "platforms/gather/gather.h"
#include "platforms/gather/gather_lists.h"

namespace dsavp {

class GatherMachine : public sc_core::sc_module {
 public:
  // `request` is complete.
  GatherMachine(const sc_core::sc_module_name& name, const HardwareModel& hardware,
                const GatherRequest& request);

  // Runs all gathers. Errors: std::runtime_error when the simulation fails.
  void run();

  // Of the measured gathers together.
  Picoseconds time() const { return time_; }
  Bytes bytes_read() const { return engine_.bytes() - warm_bytes_; }
  Bytes bytes_from_memory() const { return hbm_.bytes_read() - warm_bytes_from_memory_; }

 private:
  void gathers();
  void warm();
  Picoseconds gather(const std::vector<std::int32_t>& tokens);

  const GatherRequest request_;
  const SimulationConfig limits_;
  GatherLists lists_;
  PayloadPool pool_;
  RunStatus status_;
  Hbm hbm_;
  Llc llc_;
  Interconnect interconnect_;
  SparseAttention engine_;
  bool finished_ = false;
  Picoseconds time_ = 0;
  Bytes warm_bytes_ = 0;
  Bytes warm_bytes_from_memory_ = 0;
};

}  // namespace dsavp

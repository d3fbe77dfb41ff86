#include "platforms/gather/gather_machine.h"

#include <fmt/format.h>

#include "models/llc/token_registers.h"
#include "platforms/platform.h"
#include "platforms/run_kernel.h"

namespace dsavp {
namespace {

enum Target { kLlcData, kLlcControl, kTargets };

// By then what is kept depends on the gathers and no longer on the first pass over the footprint.
constexpr int kWarmGathers = 3;

AddressMap address_map(const HardwareModel& hardware) {
  return AddressMap({
      {"hbm", 0, hardware.hbm.organisation.capacity(), kLlcData},
      {"llc control", Platform::kRegisterBase, token_registers::kSpan, kLlcControl},
  });
}

}  // namespace

GatherMachine::GatherMachine(const sc_core::sc_module_name& name, const HardwareModel& hardware,
                             const GatherRequest& request)
    : sc_core::sc_module(name),
      request_(request),
      limits_(hardware.simulation),
      lists_(static_cast<std::int64_t>(request.footprint / request.token_bytes),
             request.source == GatherSource::kHbm, request.seed),
      pool_(static_cast<std::size_t>(hardware.simulation.payload_limit), request.token_bytes),
      hbm_("hbm", hardware.hbm, limits_.abstraction),
      llc_("llc", hardware.llc, limits_.abstraction),
      interconnect_("interconnect", hardware.interconnect, address_map(hardware), 1, kTargets,
                    limits_.abstraction),
      engine_("engine", hardware.sparse_attention, pool_, status_, limits_.abstraction) {
  engine_.port.bind(interconnect_.from_initiator(0));
  interconnect_.to_target(kLlcData).bind(llc_.data);
  interconnect_.to_target(kLlcControl).bind(llc_.control);
  llc_.memory.bind(hbm_.port);
  SC_HAS_PROCESS(GatherMachine);
  SC_THREAD(gathers);
}

void GatherMachine::run() {
  const auto waiting = [this] {
    return fmt::format("{}; {}; {}; {}", engine_.describe_waiting(),
                       interconnect_.describe_waiting(), llc_.describe_waiting(),
                       hbm_.describe_waiting());
  };
  run_kernel({pool_, status_, [this] { return finished_; }, waiting}, limits_);
}

void GatherMachine::gathers() {
  if (request_.source == GatherSource::kLlc) warm();
  for (int i = 0; i < request_.gathers; ++i) time_ += gather(lists_.next(request_.tokens));
  finished_ = true;
}

void GatherMachine::warm() {
  gather(lists_.all());
  for (int i = 0; i < kWarmGathers; ++i) gather(lists_.next(request_.tokens));
  warm_bytes_ = engine_.bytes();
  warm_bytes_from_memory_ = hbm_.bytes_read();
}

Picoseconds GatherMachine::gather(const std::vector<std::int32_t>& tokens) {
  const Picoseconds begin = now_ps();
  engine_.add_set(0, tokens.data(), tokens.size(), 0);
  engine_.start(request_.token_bytes, 0, 0, begin);
  wait(engine_.done());
  return engine_.last_data() - begin;
}

}  // namespace dsavp

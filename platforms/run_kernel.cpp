#include "platforms/run_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <systemc>

#include "models/common/sc_time.h"
#include "platforms/sanitizer_stack.h"
#include "platforms/watchdog/host_alarm.h"
#include "platforms/watchdog/stall_watch.h"

namespace dsavp {
namespace {

constexpr Picoseconds kPsPerUs = 1'000'000;

class KernelRun {
 public:
  KernelRun(const RunningMachine& machine, const SimulationConfig& limits)
      : machine_(machine),
        limits_(limits),
        slice_(static_cast<Picoseconds>(limits.watchdog_us * kPsPerUs) / StallWatch::kLooks),
        alarm_(limits.watchdog_host_s) {}

  void to_the_end() {
    do {
      if (now_ps() >= look_at_) look_at_ = next_look();
      start(look_at_);
      if (machine_.status.failed()) throw std::runtime_error(machine_.status.message());
      look();
    } while (sc_core::sc_pending_activity() && sc_core::sc_get_status() != sc_core::SC_STOPPED);
    check_end();
  }

 private:
  // Each slice has an event in it, so that one long wait is no more than one look.
  Picoseconds next_look() const {
    if (limits_.watchdog_us == 0) return kNever;
    Picoseconds slice = std::max<Picoseconds>(slice_, 1);
    if (sc_core::sc_pending_activity()) {
      slice = std::max(slice, from_sc(sc_core::sc_time_to_pending_activity()));
    }
    return slice < kNever - now_ps() ? now_ps() + slice : kNever;
  }

  void start(Picoseconds until_at) const {
    const SanitizerStack main_stack;
    try {
      sc_core::sc_start(until(until_at), sc_core::SC_EXIT_ON_STARVATION);
    } catch (const sc_core::sc_report& report) {
      if (machine_.pool.refused() == 0) throw std::runtime_error(report.get_msg());
      fail(report.get_msg());
    }
  }

  void look() {
    const std::uint64_t moves = machine_.pool.moves();
    if (alarm_.heard() && by_host_.stalled(moves, now_ps())) {
      const bool one_time = by_host_.moved_by() == now_ps();
      fail(fmt::format(
          "nothing has moved for {} s of processor time (simulation.watchdog_host_s), "
          "{} process {} runs",
          limits_.watchdog_host_s,
          one_time ? "and simulated time has not either:" : "though simulated time goes on:",
          alarm_.interrupted_process()));
    }
    if (now_ps() >= look_at_ && by_time_.stalled(moves, now_ps())) {
      fail(
          fmt::format("nothing has moved since {} us (simulation.watchdog_us is {}), though events "
                      "go on",
                      to_us(by_time_.moved_by()), limits_.watchdog_us));
    }
  }

  void check_end() const {
    if (!machine_.finished()) fail("the simulation came to rest before the program's end");
    if (machine_.pool.in_use() > 0) fail("the program has ended with transactions in flight");
  }

  [[noreturn]] void fail(const std::string& reason) const {
    throw std::runtime_error(
        fmt::format("{}; simulated time {} us; {}; {}", reason, to_us(now_ps()),
                    machine_.pool.describe_in_flight(now_ps()), machine_.waiting()));
  }

  const RunningMachine& machine_;
  const SimulationConfig& limits_;
  const Picoseconds slice_;
  HostAlarm alarm_;
  StallWatch by_time_;
  StallWatch by_host_;
  Picoseconds look_at_ = 0;
};

}  // namespace

void run_kernel(const RunningMachine& machine, const SimulationConfig& limits) {
  // What the kernel has to say about a stop is said by the run's own error.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  KernelRun(machine, limits).to_the_end();
}

}  // namespace dsavp

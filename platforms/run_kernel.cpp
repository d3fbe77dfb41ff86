#include "platforms/run_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <systemc>
#include <tlm>

#include "models/common/sc_time.h"
#include "platforms/watchdog/host_alarm.h"
#include "platforms/watchdog/stall_watch.h"

namespace dsavp {
namespace {

// Of simulated time, from one look to the next.
Picoseconds slice(const SimulationConfig& limits) {
  if (limits.watchdog_us == 0) return kNever;
  const auto all = static_cast<Picoseconds>(limits.watchdog_us * 1e6);
  return std::max<Picoseconds>(all / StallWatch::kLooks, 1);
}

class KernelRun {
 public:
  KernelRun(const RunningMachine& machine, const SimulationConfig& limits)
      : machine_(machine),
        limits_(limits),
        slice_(slice(limits)),
        alarm_(limits.watchdog_host_s),
        look_at_(slice_) {}

  void to_the_end() {
    do {
      start(look_at_);
      if (machine_.status.failed()) throw std::runtime_error(machine_.status.message());
      look();
    } while (sc_core::sc_pending_activity() && sc_core::sc_get_status() != sc_core::SC_STOPPED);
    check_end();
  }

 private:
  static Picoseconds next_event() {
    if (!sc_core::sc_pending_activity()) return kNever;
    return now_ps() + from_sc(sc_core::sc_time_to_pending_activity());
  }

  // Returns when nothing is left to be done by `end`, or the alarm has rung. Time is then that of
  // the last event, so that it is known when the simulation has come to rest.
  void start(Picoseconds end) const {
    try {
      sc_core::sc_start(until(end), sc_core::SC_EXIT_ON_STARVATION);
    } catch (const sc_core::sc_report& report) {
      if (machine_.pool.refused() == 0) throw std::runtime_error(report.get_msg());
      fail(report.get_msg());
    }
  }

  void look() {
    const std::uint64_t moves = machine_.pool.moves();
    if (alarm_.heard() && by_host_.stalled(moves, now_ps())) fail(host_reason());
    const Picoseconds next = next_event();
    const bool early = now_ps() < look_at_ && next <= look_at_;  // brought back by the alarm
    if (early || next == kNever) return;
    // Only a slice with an event in it counts, so that one long wait is no more than one look.
    if (now_ps() > looked_at_ && by_time_.stalled(moves, now_ps())) fail(time_reason());
    looked_at_ = now_ps();
    look_at_ = std::max(look_at_ + slice_, next);
  }

  std::string time_reason() const {
    if (machine_.finished())
      return "the program has ended, but events go on (simulation.watchdog_us)";
    return fmt::format(
        "nothing has moved since {} us (simulation.watchdog_us is {}), though events go on",
        to_us(by_time_.moved_by()), limits_.watchdog_us);
  }

  std::string host_reason() const {
    const std::string process = alarm_.interrupted_process();
    return fmt::format(
        "nothing has moved for {} s of processor time (simulation.watchdog_host_s) and simulated "
        "time {}{}",
        limits_.watchdog_host_s,
        by_host_.moved_by() == now_ps() ? "stands still" : "goes on without an end",
        process.empty() ? "" : ", last in process " + process);
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
  Picoseconds look_at_;        // the end of the slice in hand
  Picoseconds looked_at_ = 0;  // when the last event before the last look was
};

}  // namespace

void run_kernel(const RunningMachine& machine, const SimulationConfig& limits) {
  // What the kernel has to say about a stop is said by the run's own error.
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO,
                                          sc_core::SC_DO_NOTHING);
  tlm::tlm_global_quantum::instance().set(to_sc(from_ns(limits.quantum_ns)));
  KernelRun(machine, limits).to_the_end();
}

}  // namespace dsavp

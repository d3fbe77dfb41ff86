// Brings SystemC's kernel back to its caller now and then, by processor time, even where simulated
// time does not go on.
//
// A timer of the process's own processor time, so that neither a busy machine nor a stopped process
// looks like a stall. Its signal (SIGVTALRM) does no more than ask the kernel to pause, which it does
// at the end of the delta cycle in hand: sc_start() returns, and may be called again as if nothing
// had been. A process that never gives the kernel back its control cannot be brought back; after
// StallWatch::kLooks rings unheard, one line is written that names it, and the program ends with
// status 1. Files under temporary names are left as a kill would leave them.
// One at a time. Errors: std::runtime_error where the system gives no timer.
#pragma once

#include <csignal>
#include <string>

namespace dsavp {

class HostAlarm {
 public:
  // Rings StallWatch::kLooks times in `seconds`; never for 0.
  explicit HostAlarm(double seconds);
  ~HostAlarm();
  HostAlarm(const HostAlarm&) = delete;
  HostAlarm& operator=(const HostAlarm&) = delete;

  // Whether it has rung since it was last asked.
  bool heard();
  // The process that ran when it rang last; empty if none did.
  std::string interrupted_process() const;

 private:
  const bool armed_;
  struct sigaction before_ {};
};

}  // namespace dsavp

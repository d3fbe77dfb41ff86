#include "platforms/watchdog/host_alarm.h"

#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>
#include <systemc>

#include "models/common/sc_time.h"
#include "platforms/exit_status.h"
#include "platforms/watchdog/stall_watch.h"

namespace dsavp {
namespace {

// A line put together without the library, which may not be called where a signal is handled.
struct SignalLine {
  char text[512];
  std::size_t size = 0;

  void add(const char* more) {
    while (*more != 0 && size < sizeof text) text[size++] = *more++;
  }
  void add(std::uint64_t number) {
    char digits[21];
    char* at = digits + sizeof digits;
    *--at = 0;
    do {
      *--at = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number > 0);
    add(at);
  }
};

volatile std::sig_atomic_t rings_unheard = 0;
char running[128];

void note_running_process() {
  const sc_core::sc_process_b* process = sc_core::sc_get_current_process_b();
  const char* name = process == nullptr ? "" : process->name();
  std::size_t i = 0;
  for (; name[i] != 0 && i + 1 < sizeof running; ++i) running[i] = name[i];
  running[i] = 0;
}

[[noreturn]] void give_up() {
  SignalLine line;
  line.add("dsa-vp: process ");
  line.add(running);
  line.add(" has kept the processor since ");
  line.add(static_cast<std::uint64_t>(now_ps()));
  line.add(" ps of simulated time without an end (simulation.watchdog_host_s); no result was ");
  line.add("written\n");
  if (write(STDERR_FILENO, line.text, line.size) < 0) _exit(kRunFailed);
  _exit(kRunFailed);
}

void on_ring(int) {
  note_running_process();
  rings_unheard = rings_unheard + 1;
  if (rings_unheard > StallWatch::kLooks) give_up();
  sc_core::sc_pause();
}

void set_timer(double seconds) {
  const auto microseconds = static_cast<std::int64_t>(seconds * 1e6);
  itimerval every{};
  every.it_interval.tv_sec = microseconds / 1'000'000;
  every.it_interval.tv_usec = microseconds % 1'000'000;
  every.it_value = every.it_interval;
  if (setitimer(ITIMER_VIRTUAL, &every, nullptr) != 0) {
    throw std::runtime_error("the watchdog's timer cannot be set (simulation.watchdog_host_s)");
  }
}

}  // namespace

HostAlarm::HostAlarm(double seconds) : armed_(seconds > 0) {
  if (!armed_) return;
  rings_unheard = 0;
  running[0] = 0;
  struct sigaction action {};
  action.sa_handler = on_ring;
  action.sa_flags = SA_RESTART;
  sigaction(SIGVTALRM, &action, &before_);
  set_timer(std::max(seconds / StallWatch::kLooks, 1e-3));
}

HostAlarm::~HostAlarm() {
  if (!armed_) return;
  const itimerval never{};
  setitimer(ITIMER_VIRTUAL, &never, nullptr);
  sigaction(SIGVTALRM, &before_, nullptr);
}

bool HostAlarm::heard() {
  const bool rung = rings_unheard > 0;
  rings_unheard = 0;
  return rung;
}

std::string HostAlarm::interrupted_process() const {
  return running;
}

}  // namespace dsavp

// A command that runs while the test goes on.
#pragma once

#include <chrono>
#include <csignal>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "tests/support/command_line.h"

namespace dsavp {

// Whether it came to hold in time.
template <class Condition>
bool until(Condition&& condition, std::chrono::seconds most = std::chrono::seconds(30)) {
  const auto end = std::chrono::steady_clock::now() + most;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

class BackgroundCommand {
 public:
  // One program with its arguments, as a shell takes them.
  explicit BackgroundCommand(const std::string& command)
      : outcome_(std::async(std::launch::async, [this, command] {
          return shell(folder_, command + " & echo $! >" + folder_.path("pid") + "; wait $!");
        })) {}

  bool ended() const {
    return outcome_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  void signal(int number) const {
    pid_t process = 0;
    until([&] { return bool(std::ifstream(folder_.path("pid")) >> process); });
    kill(process, number);
  }
  // Waits for its end.
  Outcome outcome() { return outcome_.get(); }

 private:
  ScratchFolder folder_;
  std::future<Outcome> outcome_;
};

}  // namespace dsavp

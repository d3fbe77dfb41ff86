// How a simulation ends early: the first failure is kept and the kernel is stopped.
#pragma once

#include <string>
#include <systemc>

namespace dsavp {

class RunStatus {
 public:
  void fail(std::string message) {
    if (failed()) return;
    message_ = std::move(message);
    sc_core::sc_stop();
  }
  bool failed() const { return !message_.empty(); }
  const std::string& message() const { return message_; }

 private:
  std::string message_;
};

}  // namespace dsavp

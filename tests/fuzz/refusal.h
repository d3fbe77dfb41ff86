// What a fuzz target lets its subject do with bad input: refuse it as the program would with exit
// status 2 (platforms/exit_status.h), in one line. Any other exception ends the target. With
// DSA_FUZZ_SHOW in the environment the line is printed.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

#include "platforms/config/config_error.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void check_line(const std::string& message) {
  static const bool show = std::getenv("DSA_FUZZ_SHOW") != nullptr;
  if (show) std::fprintf(stderr, "%s\n", one_line(message).c_str());
  require(!message.empty());
}

// Whether `action` took its input.
template <class Action>
bool accepted(Action&& action) {
  try {
    action();
    return true;
  } catch (const ConfigError& error) {
    check_line(error.what());
  } catch (const TraceError& error) {
    check_line(error.what());
  }
  return false;
}

}  // namespace dsavp

// The program's exit status, and errors turned into it with their message on standard error.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <exception>

#include "platforms/config/config_error.h"
#include "testbench/traces/trace_format.h"

namespace dsavp {

enum ExitStatus { kDone = 0, kRunFailed = 1, kBadInput = 2 };

template <class Action>
ExitStatus guarded(Action&& action) {
  const auto say = [](const std::exception& error) {
    fmt::print(stderr, "dsa-vp: {}\n", one_line(error.what()));
  };
  try {
    return action();
  } catch (const ConfigError& error) {
    say(error);
    return kBadInput;
  } catch (const TraceError& error) {
    say(error);
    return kBadInput;
  } catch (const std::exception& error) {
    say(error);
    return kRunFailed;
  }
}

}  // namespace dsavp

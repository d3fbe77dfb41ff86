// Options of `dsa-vp run` that ask for a trace of the run itself.
//
// Errors: ConfigError for a window that the run does not have, and for banks of a memory that does not
// step them.
#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "platforms/study.h"
#include "platforms/traced_run.h"

namespace dsavp {

struct RunTraceArguments {
  std::string transactions;
  std::string occupancies;
  bool banks = false;
  std::string steps;
  std::int64_t event_limit = RunTraceOptions().event_limit;
};

void add_run_trace_options(CLI::App& command, RunTraceArguments& arguments);

// Nothing if no trace is asked for.
std::optional<RunTraceOptions> run_trace_options(const RunTraceArguments& arguments,
                                                 const Study& study);

}  // namespace dsavp

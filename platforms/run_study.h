// Runs one study in this process and writes its folder.
//
// Errors: TraceError for a step of the trace that is malformed; std::runtime_error when the run
// failed, was interrupted or its folder cannot be written. In each case nothing new is left there,
// nor a file of the trace. Only if the trace's file cannot take its name has the folder been written.
#pragma once

#include <csignal>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "platforms/study.h"
#include "platforms/traced_run.h"

namespace dsavp {

struct RunOptions {
  std::string output;
  bool show_progress = false;
  // Not null: the run ends after the step in which it becomes non-zero.
  const volatile std::sig_atomic_t* interrupted = nullptr;
  std::optional<RunTraceOptions> trace;  // files beside the folder
};

// Writes steps.csv, effective.yaml, host.json and result.json, and returns the last's content.
nlohmann::ordered_json run_study(const Study& study, const RunOptions& options);

}  // namespace dsavp

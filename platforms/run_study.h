// Runs one study in this process and writes its folder.
//
// Errors: TraceError for a step of the trace that is malformed; std::runtime_error when the run
// failed, was interrupted or its folder cannot be written. In each case nothing new is left there.
#pragma once

#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "platforms/study.h"

namespace dsavp {

struct RunOptions {
  std::string output;
  bool show_progress = false;
  // Not null: the run ends after the step in which it becomes non-zero.
  const volatile std::sig_atomic_t* interrupted = nullptr;
};

// Writes steps.csv, effective.yaml, host.json and result.json, and returns the last's content.
nlohmann::ordered_json run_study(const Study& study, const RunOptions& options);

}  // namespace dsavp

// Runs a study's platform in a child process, the base protocol checked on every socket, and returns
// result.json's content.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platforms/platform.h"
#include "platforms/protocol_checkers.h"
#include "platforms/recorder.h"
#include "platforms/results/run_result.h"
#include "platforms/study.h"
#include "platforms/trace_source.h"
#include "tests/support/simulation.h"

namespace dsavp::test {

inline Study quickstart(const std::vector<std::string>& settings) {
  return load_study(DSA_CONFIG_DIR "/studies/quickstart.yaml", settings);
}

inline nlohmann::json run_platform(const Study& study) {
  return simulate([&study] {
    TraceSource source(study.config.trace.file, study.steps);
    Recorder recorder(study.layers, nullptr, {});
    ProtocolCheckers checkers;
    Platform platform(study, source, recorder, checkers.observers());
    recorder.observe(platform);
    platform.run();
    source.rethrow_error();
    checkers.finish();
    return nlohmann::json(run_result(study, platform, recorder));
  });
}

}  // namespace dsavp::test

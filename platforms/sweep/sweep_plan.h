// The points of a sweep, each a study ready to run, and the runs that they and their baselines need.
//
// A run is named by a digest of its effective configuration, of its trace's content in place of the
// trace's name, and of the program's version: what gives the same results has the same name, wherever
// it lies. Points that differ in words only, and baselines that several points share, run once.
// Errors: ConfigError and TraceError for a point that cannot run, naming it; for a sweep whose
// conditions leave nothing; for more than kMostPoints.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platforms/study.h"
#include "platforms/sweep/sweep_spec.h"

namespace dsavp {

constexpr std::size_t kMostPoints = 1'000'000;

struct SweepRun {
  std::string digest;
  std::string name;  // the point, or the baseline of which point, for messages
  Study study;
};

struct SweepPoint {
  std::string digest;
  std::vector<std::pair<std::string, std::string>> settings;   // key and value, as written
  std::vector<std::pair<std::string, std::string>> baselines;  // word and digest
};

struct SweepPlan {
  SweepSpec spec;
  std::vector<SweepPoint> points;
  std::vector<SweepRun> runs;  // points in order, each followed by those baselines that are new
  std::size_t left_out = 0;    // combinations that the conditions exclude
};

// `settings` as of --set; they override the study, and the axes override them.
SweepPlan plan_sweep(const std::string& file, const std::vector<std::string>& settings);

}  // namespace dsavp

#include "platforms/sweep/baseline.h"

namespace dsavp {
namespace {

void reserve_nothing(PlatformConfig& config) {
  config.llc.reservation = {};
}

void keep_all(PlatformConfig& config) {
  config.simulation.check_data = false;
  config.llc.reservation = {};
  config.llc.reservation.all_resident = true;
}

void attend_to_all(PlatformConfig& config) {
  config.simulation.check_data = false;
  config.llc.reservation = {};
  config.workload.attention = SchemeKind::kDense;
}

void place_side_by_side(PlatformConfig& config) {
  config.simulation.check_data = false;
  config.llc.reservation = {};
  config.workload.attention = SchemeKind::kContiguous;
}

}  // namespace

const std::vector<Baseline>& baselines() {
  static const std::vector<Baseline> list = {
      {"no-reservation", "the same with nothing reserved", reserve_nothing},
      {"all-resident", "every token in the LLC from the beginning: no reservation can do more",
       keep_all},
      {"contiguous", "the chosen tokens side by side, read as one stream (arXiv 2603.13430)",
       place_side_by_side},
      {"dense", "dense attention: all of the context, no indexer", attend_to_all},
  };
  return list;
}

const Baseline* find_baseline(const std::string& word) {
  for (const Baseline& baseline : baselines()) {
    if (baseline.word == word) return &baseline;
  }
  return nullptr;
}

}  // namespace dsavp

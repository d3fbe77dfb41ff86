// Gathers a run's figures as it goes: totals, per layer, and per step in steps.csv.
//
// Memory: two times per step, for the percentiles; everything else is a sum.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "models/sequencer/decode_step.h"
#include "platforms/platform.h"

namespace dsavp {

// Sums of what one layer, or all of them, did.
struct Tally {
  PhaseTimes times;
  DirectoryCounters tokens;
  Bytes hbm_read = 0;
  Bytes hbm_written = 0;

  Tally& operator+=(const Tally& other);
};

class Recorder : public StepObserver {
 public:
  // `steps_csv` receives a line per step; may be null. `progress` is called after each step.
  Recorder(int layers, std::FILE* steps_csv, std::function<void(std::int64_t)> progress);

  // The platform whose counters are read at the end of each layer.
  void observe(const Platform& platform) { platform_ = &platform; }
  // Polled between steps: true ends the run.
  void interrupt_when(std::function<bool()> condition) { interrupt_ = std::move(condition); }

  void layer_done(int layer, const PhaseTimes& times) override;
  void step_done(Picoseconds step_time) override;
  bool interrupted() const override;

  std::int64_t steps() const { return static_cast<std::int64_t>(step_times_.size()); }
  const std::vector<Picoseconds>& step_times() const { return step_times_; }
  const std::vector<Picoseconds>& gather_times() const { return gather_times_; }
  const std::vector<Tally>& layers() const { return layers_; }
  Tally total() const;

 private:
  Tally counters_now() const;

  const Platform* platform_ = nullptr;
  std::FILE* steps_csv_;
  std::function<void(std::int64_t)> progress_;
  std::function<bool()> interrupt_;
  std::vector<Tally> layers_;
  std::vector<Picoseconds> step_times_;
  std::vector<Picoseconds> gather_times_;
  Tally before_;
  Tally step_;
};

}  // namespace dsavp

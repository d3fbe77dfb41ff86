// A sweep's folder:
//
//   sweep.json             what is to be run; written before anything runs
//   points/DIGEST/         a run's folder, as `dsa-vp run` leaves it; complete once result.json is there
//   results.csv            a line for each point; written when all are there
//   .lock                  held while a sweep works in it
//
// The folder belongs to a study by its name. The study may change between sweeps: runs that both have
// are kept, and runs of earlier versions stay unless they are removed by hand.
// Errors: ConfigError for a folder that holds something else or another study; std::runtime_error for
// one that another sweep works in, or that cannot be written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "platforms/sweep/sweep_plan.h"

namespace dsavp {

class SweepFolder {
 public:
  // Makes the folder, takes its lock, and writes sweep.json.
  SweepFolder(std::string path, const SweepPlan& plan);
  ~SweepFolder();
  SweepFolder(const SweepFolder&) = delete;
  SweepFolder& operator=(const SweepFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string run_path(const std::string& digest) const;
  bool finished(const std::string& digest) const;
  // Removes what a run that did not finish has left.
  void clear(const std::string& digest) const;
  // Whole or not at all.
  void write(const std::string& name, const std::string& content) const;

 private:
  void check_owner(const std::string& study) const;
  void take_lock();
  void remove_temporaries() const;

  const std::string path_;
  int lock_ = -1;
};

// Without any of the above: whether a run is finished in a folder that may not exist.
bool run_finished(const std::string& sweep_folder, const std::string& digest);

nlohmann::ordered_json manifest_of(const SweepPlan& plan);

}  // namespace dsavp

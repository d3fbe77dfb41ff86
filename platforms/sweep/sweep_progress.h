// A sweep's progress on a terminal: a bar, and the time left by what has been done so far.
#pragma once

#include <chrono>
#include <cstddef>

namespace dsavp {

class SweepProgress {
 public:
  // Of so many runs that cost so much in all.
  SweepProgress(bool show, std::size_t runs, double cost);
  ~SweepProgress();
  SweepProgress(const SweepProgress&) = delete;
  SweepProgress& operator=(const SweepProgress&) = delete;

  void run_ended(double cost);
  // Takes the bar away, for a line of text to stand in its place.
  void clear();

 private:
  void draw();

  const bool show_;
  const std::size_t runs_;
  const double cost_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::size_t ended_ = 0;
  double cost_ended_ = 0;
};

}  // namespace dsavp

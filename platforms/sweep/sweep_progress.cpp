#include "platforms/sweep/sweep_progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "platforms/sweep/duration_text.h"

namespace dsavp {
namespace {

constexpr std::size_t kWidth = 30;

}  // namespace

SweepProgress::SweepProgress(bool show, std::size_t runs, double cost)
    : show_(show), runs_(runs), cost_(cost) {
  draw();
}

SweepProgress::~SweepProgress() {
  clear();
}

void SweepProgress::run_ended(double cost) {
  ++ended_;
  cost_ended_ += cost;
  draw();
}

void SweepProgress::clear() {
  if (show_) fmt::print(stderr, "\r\033[K");
}

void SweepProgress::draw() {
  if (!show_) return;
  const double part = cost_ > 0 ? std::min(1.0, cost_ended_ / cost_) : 1;
  const auto filled = static_cast<std::size_t>(part * kWidth);
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin_;
  const std::string left =
      part > 0 ? ", " + duration_text(elapsed.count() / part * (1 - part)) + " left" : "";
  fmt::print(stderr, "\r\033[K[{}{}] {} of {} runs{}", std::string(filled, '='),
             std::string(kWidth - filled, ' '), ended_, runs_, left);
  std::fflush(stderr);
}

}  // namespace dsavp

// A time on the clock in words, to two figures or so: "4 s", "3 min", "2.5 h".
#pragma once

#include <fmt/format.h>

#include <string>

namespace dsavp {

inline std::string duration_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.1f} s", seconds);
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  if (seconds < 6000) return fmt::format("{:.0f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace dsavp

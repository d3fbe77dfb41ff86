#include "platforms/report/gnuplot.h"

#include <fmt/format.h>

#include <sstream>
#include <stdexcept>

#include "platforms/report/child_program.h"

namespace dsavp {
namespace {

ProgramOutcome run_gnuplot(const std::string& script) {
  return run_child_program({"gnuplot"}, script,
                           "install the package gnuplot-nox, or ask for no pictures");
}

std::string drawn(const std::string& terminal, const std::string& script) {
  const ProgramOutcome outcome = run_gnuplot(terminal + script);
  if (outcome.status != 0 || outcome.out.empty()) {
    throw std::runtime_error("gnuplot cannot draw a picture: " + outcome.err);
  }
  return outcome.out;
}

// gnuplot fills all rows and columns with spaces, and leaves the last row open.
std::string without_margins(const std::string& text) {
  std::string kept;
  std::istringstream rows(text);
  for (std::string row; std::getline(rows, row);) {
    row.erase(row.find_last_not_of(" \r\f") + 1);
    if (!row.empty()) kept += row + "\n";
  }
  return kept;
}

// The cells of a raster have edges; viewers would blur them when they enlarge it. The first of the
// two is for viewers that do not know the second.
std::string with_sharp_rasters(std::string svg) {
  const std::string tag = "<image ";
  const std::string style = "style='image-rendering:optimizeSpeed;image-rendering:pixelated' ";
  for (std::size_t at = 0; (at = svg.find(tag, at)) != std::string::npos;) {
    at += tag.size();
    svg.insert(at, style);
  }
  return svg;
}

}  // namespace

void require_gnuplot() {
  run_gnuplot("exit\n");
}

std::string draw_svg(const std::string& script, int width, int height) {
  const std::string terminal = fmt::format(
      "set terminal svg size {},{} dynamic enhanced font 'DejaVu Sans,12' background '#ffffff'\n",
      width, height);
  const std::string svg = drawn(terminal, script);
  if (svg.find("</svg>") == std::string::npos) {
    throw std::runtime_error("gnuplot left a picture unfinished");
  }
  return with_sharp_rasters(svg);
}

std::string draw_text(const std::string& script, int columns, int rows) {
  const std::string terminal =
      fmt::format("set terminal dumb mono nofeed size {},{}\n", columns, rows);
  return without_margins(drawn(terminal, script));
}

}  // namespace dsavp

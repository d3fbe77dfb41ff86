// Draws pictures with gnuplot, in a child process.
//
// Left out: what the scripts say. Errors: std::runtime_error when gnuplot is not installed (with
// what to do), or when it refuses a script (with what it said).
#pragma once

#include <string>

namespace dsavp {

// Finds out, before any work, whether draw_svg() can succeed.
void require_gnuplot();

// The SVG that the script draws; the terminal is set here, with its size in pixels.
std::string draw_svg(const std::string& script, int width, int height);
// The same in characters, for a terminal.
std::string draw_text(const std::string& script, int columns, int rows);

}  // namespace dsavp

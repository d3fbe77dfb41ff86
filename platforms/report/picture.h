// A picture, before it is drawn.
#pragma once

#include <string>

namespace dsavp {

struct Picture {
  std::string name;     // of the file, without .svg
  std::string caption;  // one sentence
  std::string script;   // gnuplot's, without terminal and output
  int width = 0;        // pixels
  int height = 0;
};

}  // namespace dsavp

#include "platforms/report/plot_style.h"

#include <array>

namespace dsavp {

const char* series_colour(std::size_t index) {
  static constexpr std::array<const char*, 8> kColours = {
      "#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#c79a00", "#a6761d", "#4d4d4d"};
  return kColours[index % kColours.size()];
}

int series_mark(std::size_t index) {
  static constexpr std::array<int, 5> kFilled = {7, 5, 9, 11, 13};
  return kFilled[index % kFilled.size()];
}

std::string plot_preamble() {
  return "set encoding utf8\n"
         "set border 3 linewidth 1 linecolor rgb '#555555'\n"
         "set tics nomirror out font ',11'\n"
         "set grid linewidth 0.5 linecolor rgb '#dddddd' dashtype 1\n"
         "set key outside right top vertical Left reverse samplen 2 spacing 1.25 font ',11'\n";
}

std::string plot_words(const std::string& text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '_' || c == '^' || c == '@' || c == '{' || c == '}' || c == '~' || c == '&') {
      quoted += "\\\\";
    }
    quoted += c;
  }
  return quoted;
}

std::string plot_text(const std::string& text) {
  return "\"" + plot_words(text) + "\"";
}

}  // namespace dsavp

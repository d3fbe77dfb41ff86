// What all pictures have in common, as lines of gnuplot.
#pragma once

#include <string>

namespace dsavp {

// The same thing has the same colour in every picture.
constexpr const char* kReferenceColour = "#888888";
constexpr const char* kModelColour = "#1f77b4";
constexpr const char* kSecondModelColour = "#9ecae1";

// Colours of a series of sizes or counts, in order; repeats after the last.
const char* series_colour(std::size_t index);

// Filled marks of different shapes, as gnuplot's point types; repeats in the same way.
int series_mark(std::size_t index);

// Axes, grid and fonts; every script starts with it.
std::string plot_preamble();

// Text as a gnuplot string, marks of enhanced text taken literally; or only its inside, to stand
// among such marks between double quotes.
std::string plot_text(const std::string& text);
std::string plot_words(const std::string& text);

}  // namespace dsavp

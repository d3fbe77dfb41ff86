// The report as one HTML file, and its charts as SVG files, from a document of report_document.h.
//
// The page's scripts, styles and fonts are in this program; the page needs nothing but a browser.
// Figures are drawn by the page's own scripts, run by node in a child process.
// Errors: std::runtime_error where node is not installed (with what to do) or fails.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace dsavp {

std::string report_page(const nlohmann::ordered_json& document);

struct ReportFigure {
  std::string name;  // a file's
  std::string svg;
};

std::vector<ReportFigure> report_figures(const nlohmann::ordered_json& document);

}  // namespace dsavp

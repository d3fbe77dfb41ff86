#include "platforms/report_page/report_page.h"

#include <stdexcept>

#include "platforms/report/child_program.h"
#include "platforms/report_page/web_files.h"

namespace dsavp {
namespace {

using Json = nlohmann::ordered_json;

// JSON that no text of a user's can break out of: within a script element only `<` could, and within
// JavaScript none of its characters ends a line but U+2028 and U+2029, which are escaped too.
std::string script_text(const Json& document) {
  std::string text;
  for (const char c : document.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<') {
      text += "\\u003c";
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string report_page(const Json& document) {
  const std::string_view page = page_file();
  const std::string_view mark = "{{data}}";
  const std::size_t at = page.find(mark);
  if (at == std::string_view::npos) throw std::logic_error("the page has no place for its data");
  return std::string(page.substr(0, at)) + script_text(document) +
         std::string(page.substr(at + mark.size()));
}

std::vector<ReportFigure> report_figures(const Json& document) {
  const std::string script =
      "globalThis.report_data = " + script_text(document) + ";\n" + std::string(figures_file());
  const ProgramOutcome outcome = run_child_program({"node", "-"}, script,
                                                   "install the package nodejs, or leave out "
                                                   "--figures");
  const Json figures = Json::parse(outcome.out, nullptr, false);
  if (outcome.status != 0 || !figures.is_object()) {
    throw std::runtime_error("node cannot draw the figures: " + outcome.err);
  }
  std::vector<ReportFigure> list;
  for (const auto& [name, svg] : figures.items()) list.push_back({name, svg.get<std::string>()});
  return list;
}

}  // namespace dsavp

#include "platforms/validation/validation.h"

#include <iterator>

#include "platforms/report/gnuplot.h"
#include "platforms/validation/document.h"
#include "platforms/validation/report_json.h"

namespace dsavp {

std::vector<SuiteReport> run_suites(const Suites& suites, const ProcessPoolOptions& options) {
  std::vector<ProcessJob> jobs;
  std::vector<std::size_t> counts;
  for (const auto& suite : suites) {
    std::vector<ProcessJob> own = suite->jobs();
    counts.push_back(own.size());
    jobs.insert(jobs.end(), std::make_move_iterator(own.begin()),
                std::make_move_iterator(own.end()));
  }
  const std::vector<nlohmann::json> answers = run_in_processes(jobs, options);
  std::vector<SuiteReport> reports;
  auto first = answers.begin();
  for (std::size_t i = 0; i < suites.size(); ++i) {
    const auto last = first + static_cast<std::ptrdiff_t>(counts[i]);
    reports.push_back(suites[i]->report({first, last}));
    first = last;
  }
  return reports;
}

ValidationOutput::ValidationOutput(const std::string& folder)
    : folder_(folder), pictures_(folder + "/" + kPictureFolder) {
  require_gnuplot();
}

void ValidationOutput::write(const Suites& suites, const std::vector<SuiteReport>& reports) {
  std::vector<SuiteSection> sections;
  for (std::size_t i = 0; i < suites.size(); ++i) {
    sections.push_back({reports[i], suites[i]->pictures(reports[i])});
    for (const Picture& picture : sections.back().pictures) {
      pictures_.write(picture.name + ".svg",
                      draw_svg(picture.script, picture.width, picture.height));
    }
  }
  folder_.write("validation.md", validation_document(sections));
  folder_.write("validation.json", report_json(reports).dump(2) + "\n");
  pictures_.publish();
  folder_.publish();
}

}  // namespace dsavp

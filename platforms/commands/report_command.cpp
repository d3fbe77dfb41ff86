#include "platforms/commands/report_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "platforms/commands/process_signals.h"
#include "platforms/report_page/report_document.h"
#include "platforms/report_page/report_page.h"
#include "platforms/results/output_folder.h"
#include "testbench/traces/temporary_file.h"

namespace dsavp {
namespace {

struct ReportArguments {
  std::vector<std::string> folders;
  std::string output;
  std::string figures;
};

void write_page(const std::string& path, const std::string& page) {
  TemporaryFile file(path);
  std::ofstream stream(file.path(), std::ios::binary);
  stream << page << std::flush;
  if (!stream) throw std::runtime_error(path + ": cannot be written");
  file.publish(page.size());
}

void write_figures(const std::string& path, const std::vector<ReportFigure>& figures) {
  if (figures.empty()) return;
  OutputFolder folder(path);
  for (const ReportFigure& figure : figures) folder.write(figure.name, figure.svg);
  folder.publish();
}

ExitStatus run(const ReportArguments& arguments) {
  end_on_interrupt();
  const nlohmann::ordered_json document = report_document(arguments.folders);
  const std::string output =
      arguments.output.empty()
          ? (std::filesystem::path(arguments.folders.front()) / "report.html").string()
          : arguments.output;
  if (!arguments.figures.empty()) write_figures(arguments.figures, report_figures(document));
  write_page(output, report_page(document));
  print(fmt::format("report: {}\n", output));
  if (!arguments.figures.empty()) print(fmt::format("figures: {}\n", arguments.figures));
  return kDone;
}

}  // namespace

void add_report_command(CLI::App& app, CommandAction& action) {
  const auto arguments = std::make_shared<ReportArguments>();
  CLI::App* command =
      app.add_subcommand("report", "a page of charts from a run's, two runs' or a sweep's folder");
  command
      ->add_option("folder", arguments->folders,
                   "folder of a run or of a sweep; those of two runs are compared")
      ->required()
      ->expected(1, 2);
  command->add_option("--output", arguments->output,
                      "the page's file (default: report.html in the first folder)");
  command->add_option("--figures", arguments->figures,
                      "also write each chart as SVG into this folder; needs node");
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

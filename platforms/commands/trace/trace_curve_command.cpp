#include "platforms/commands/trace/trace_curve_command.h"

#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/curve_arguments.h"
#include "platforms/commands/trace/curve_plot.h"
#include "platforms/commands/trace/curve_report.h"
#include "platforms/commands/trace/curve_trials.h"
#include "platforms/commands/trace/picture_file.h"
#include "platforms/report/gnuplot.h"

namespace dsavp {
namespace {

struct CurveCommandArguments {
  std::string trace;
  CurveArguments curve;
  std::vector<std::string> points;
  std::vector<std::string> policies;
  std::string format = "table";
  std::string svg;
};

// Drawn before the file is made, which an interrupt would leave behind.
void write_picture(const CurveReport& report, const std::string& path) {
  write_picture_file(path, draw_svg(curve_plot(report, CurveCanvas::kPicture), 800, 480));
}

// The table is worth having without its plot.
std::string terminal_plot(const CurveReport& report) {
  try {
    return "\n" + draw_text(curve_plot(report, CurveCanvas::kTerminal), 78, 22);
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "dsa-vp: no plot: {}\n", error.what());
    return "";
  }
}

std::string text_of(const CurveReport& report, const std::string& format) {
  if (format == "json") return curve_json(report);
  if (format == "csv") return curve_csv(report);
  return curve_table(report) + terminal_plot(report);
}

ExitStatus run(const CurveCommandArguments& arguments) {
  end_on_interrupt();
  const LruCurveOptions options = arguments.curve.options();
  const TrialOptions trials = trial_options(arguments.points, arguments.policies, options);
  TraceReader reader(arguments.trace);
  if (!arguments.svg.empty()) {
    require_gnuplot();
    require_picture_folder(arguments.svg);
  }
  CurveReport report{reader.info(), options, measure_lru_curve(reader, options), {}, {}};
  if (trials.any()) try_policies(reader, trials, report);
  if (!arguments.svg.empty()) write_picture(report, arguments.svg);
  print(text_of(report, arguments.format));
  return kDone;
}

}  // namespace

void add_trace_curve_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<CurveCommandArguments>();
  CurveCommandArguments& a = *arguments;
  CLI::App* command = trace.add_subcommand(
      "curve", "hits of LRU on a trace at every capacity, and of other policies at some");
  command->add_option("file", a.trace, "the trace")->required();
  command->add_option("--svg", a.svg, "file to draw the curve in, too");
  command
      ->add_option("--points", a.points,
                   "tokens of each partition at which to try other policies: 512,1024,2048")
      ->expected(1)
      ->take_all();
  command
      ->add_option("--policy", a.policies,
                   "other policies to try, by replay: optimum (the default with --points), "
                   "fifo, ...; at powers of two without --points")
      ->expected(1)
      ->take_all();
  add_curve_options(*command, a.curve, "layer-request, layer or global");
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

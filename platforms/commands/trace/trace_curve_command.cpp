#include "platforms/commands/trace/trace_curve_command.h"

#include <fmt/format.h>

#include <cstdint>
#include <memory>
#include <stdexcept>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/curve_report.h"
#include "platforms/commands/trace/picture_file.h"
#include "platforms/report/gnuplot.h"

namespace dsavp {
namespace {

struct CurveArguments {
  std::string trace;
  std::string scope = word_of(LruCurveOptions().scope);
  std::string lookup = word_of(LruCurveOptions().lookup);
  std::int64_t granule = LruCurveOptions().granule_tokens;
  std::string format = "table";
  std::string svg;
};

std::uint32_t granule_of(std::int64_t tokens) {
  constexpr std::int64_t kMost = 4096;  // as in a reservation's configuration
  if (tokens < 1 || tokens > kMost || (tokens & (tokens - 1)) != 0) {
    throw ConfigError(fmt::format("--granule {}", tokens), "",
                      fmt::format("expected a power of two from 1 to {}", kMost));
  }
  return static_cast<std::uint32_t>(tokens);
}

LruCurveOptions options_of(const CurveArguments& arguments) {
  LruCurveOptions options;
  options.scope = word_option<ReservationScope>(arguments.scope, "scope");
  options.lookup = word_option<LookupOrder>(arguments.lookup, "lookup");
  options.granule_tokens = granule_of(arguments.granule);
  return options;
}

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

ExitStatus run(const CurveArguments& arguments) {
  end_on_interrupt();
  const LruCurveOptions options = options_of(arguments);
  TraceReader reader(arguments.trace);
  if (!arguments.svg.empty()) require_gnuplot();
  const CurveReport report{reader.info(), options, measure_lru_curve(reader, options)};
  if (!arguments.svg.empty()) write_picture(report, arguments.svg);
  print(text_of(report, arguments.format));
  return kDone;
}

}  // namespace

void add_trace_curve_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<CurveArguments>();
  CurveArguments& a = *arguments;
  CLI::App* command = trace.add_subcommand("curve", "hits of LRU on a trace at every capacity");
  command->add_option("trace", a.trace, "HDF5 file of the trace")->required();
  command->add_option("--svg", a.svg, "file to draw the curve in, too");
  command->option_defaults()->always_capture_default();
  command->add_option("--scope", a.scope,
                      "which tokens share a partition: layer-request, layer or global");
  command->add_option(
      "--lookup", a.lookup,
      "step or held (for LRU the same): whole sets at once; sequential: each token");
  command->add_option("--granule", a.granule, "tokens of a page that is kept as a whole");
  command->add_option("--format", a.format, "table, json or csv")
      ->check(CLI::IsMember({"table", "json", "csv"}));
  command->callback([arguments, &action] { action = [arguments] { return run(*arguments); }; });
}

}  // namespace dsavp

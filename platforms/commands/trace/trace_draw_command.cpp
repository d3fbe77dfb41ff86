#include "platforms/commands/trace/trace_draw_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

#include "platforms/commands/option_values.h"
#include "platforms/commands/process_signals.h"
#include "platforms/commands/trace/pictures/trace_pictures.h"
#include "platforms/report/gnuplot.h"
#include "platforms/results/output_folder.h"

namespace dsavp {
namespace {

struct DrawArguments {
  std::string file;
  std::string output;
  std::vector<std::string> figures;
  std::int64_t layer = 0;
  std::int64_t request = 0;
};

constexpr int kLongestWindow = 100;  // steps, of the working set

// The trace, and the measurements of it that several pictures are of.
class DrawnTrace {
 public:
  DrawnTrace(const std::string& file, const RasterRequest& raster)
      : reader_(file), raster_(raster) {}

  TraceReader& reader() { return reader_; }
  const TraceInfo& info() const { return reader_.info(); }
  const RasterRequest& raster() const { return raster_; }
  const LocalityReport& locality() {
    if (!locality_) {
      reader_.rewind();
      locality_ = measure_locality(reader_);
    }
    return *locality_;
  }

 private:
  TraceReader reader_;
  RasterRequest raster_;
  std::optional<LocalityReport> locality_;
};

struct TraceFigure {
  const char* name;
  Picture (*picture)(DrawnTrace& trace);
};

constexpr TraceFigure kFigures[] = {
    {"selection",
     [](DrawnTrace& t) {
       return selection_picture(t.info(), t.raster(), measure_selection(t.reader(), t.raster()));
     }},
    {"working-set",
     [](DrawnTrace& t) {
       return working_set_picture(t.info(), measure_working_set_curves(t.reader(), kLongestWindow));
     }},
    {"lookback",
     [](DrawnTrace& t) {
       return lookback_picture(t.info(), t.locality().lookback, measure_lru_curve(t.reader(), {}));
     }},
    {"layers", [](DrawnTrace& t) { return layers_picture(t.info(), t.locality()); }},
    {"page-use", [](DrawnTrace& t) { return page_use_picture(t.info(), t.locality()); }},
};

void check_figures(const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const TraceFigure& figure : kFigures) names.emplace_back(figure.name);
  for (const std::string& name : wanted) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw ConfigError("--figure " + shortened(name), "",
                      "no such figure, " + expected_one_of(names, name));
  }
}

int index_within(std::int64_t value, int count, const char* option) {
  if (value < 0 || value >= count) {
    throw ConfigError(fmt::format("{} {}", option, value), "",
                      fmt::format("the trace has 0 to {}", count - 1));
  }
  return static_cast<int>(value);
}

DrawnTrace open_trace(const DrawArguments& arguments) {
  const TraceInfo info = TraceReader(arguments.file).info();
  RasterRequest raster;
  raster.layer = index_within(arguments.layer, info.layers, "--layer");
  raster.request = index_within(arguments.request, info.requests, "--request");
  return {arguments.file, raster};
}

void end_drawing_if_interrupted() {
  if (*interrupted() != 0) throw std::runtime_error("interrupted, no picture is written");
}

ExitStatus draw(const DrawArguments& arguments) {
  const std::vector<std::string>& wanted = arguments.figures;
  check_figures(wanted);
  DrawnTrace trace = open_trace(arguments);
  require_gnuplot();
  OutputFolder folder(arguments.output);
  std::string written;
  for (const TraceFigure& figure : kFigures) {
    const bool is_wanted =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), figure.name) != wanted.end();
    if (!is_wanted) continue;
    const Picture picture = figure.picture(trace);
    folder.write(picture.name + ".svg", draw_svg(picture.script, picture.width, picture.height));
    written += fmt::format("{}/{}.svg: {}\n", folder.path(), picture.name, picture.caption);
    end_drawing_if_interrupted();
  }
  folder.publish();
  print(written);
  return kDone;
}

}  // namespace

void add_trace_draw_command(CLI::App& trace, CommandAction& action) {
  const auto arguments = std::make_shared<DrawArguments>();
  DrawArguments& a = *arguments;
  CLI::App* command =
      trace.add_subcommand("draw", "pictures of what a trace chooses and how local it is");
  command->add_option("file", a.file, "the trace")->required();
  command->add_option("--output", a.output, "folder for the pictures (SVG)")->required();
  command
      ->add_option("--figure", a.figures,
                   "only this one: selection, working-set, lookback, layers or page-use; may be "
                   "repeated")
      ->expected(1)
      ->take_all();
  command->option_defaults()->always_capture_default();
  command->add_option("--layer", a.layer, "of the selection");
  command->add_option("--request", a.request, "of the selection");
  command->callback([arguments, &action] { action = [arguments] { return draw(*arguments); }; });
}

}  // namespace dsavp

#include "platforms/validation/gpu_suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "platforms/config/config_reader.h"
#include "platforms/validation/gpu_measurements.h"
#include "platforms/validation/gpu_pictures.h"
#include "platforms/validation/memory_text.h"
#include "platforms/validation/size_text.h"
#include "platforms/validation/tolerances.h"

namespace dsavp {
namespace {

constexpr const char* kStreams = "Streaming reads from HBM";
constexpr const char* kChases = "Dependent loads of 128 B";

std::string pool_text(const GatherLineConfig& line) {
  return line.source == GatherSource::kHbm
             ? "Gathers from HBM, pool of " + size_text(line.footprint)
             : std::string("Gathers from a warm L2");
}

std::string gather_name(const GatherLineConfig& line) {
  std::string name = fmt::format("{} tokens of {}", line.tokens, size_text(line.token_bytes));
  if (line.source == GatherSource::kLlc) name += " out of " + size_text(line.footprint);
  return name;
}

Line line_of(const std::string& group, const std::string& name, const char* quantity,
             double reference, const nlohmann::json& model, double tolerance, int decimals) {
  Limit limit;
  if (tolerance > 0) limit = {Limit::Kind::kRelativeError, tolerance};
  return {group, name, {{quantity, reference, model.get<double>(), limit, decimals}}, 0};
}

// Of the sizes of a group's errors. Gathers from less than the largest pool are not judged: what a
// GPU's caches keep of a small pool for the next gather, the model's do not.
Line summary_line(const std::string& group, const std::vector<const Figure*>& figures,
                  bool judged) {
  const ErrorSummary errors = summarise_errors(figures);
  const auto figure = [&](const char* what, double share, double most) {
    Limit limit;
    if (judged) limit = {Limit::Kind::kAtMost, 100 * most};
    return Figure{what, std::nullopt, 100 * share, limit, 1};
  };
  return {"",
          group,
          {figure("median error size, %", errors.median, tolerance::kGatherMedian),
           figure("95th percentile of error size, %", errors.p95, tolerance::kGatherP95)},
          0};
}

std::vector<Line> summary_of(const GpuFigures& figures, const std::vector<Line>& lines) {
  struct Group {
    std::vector<const Figure*> figures;
    bool judged = false;
  };
  Bytes largest = 0;
  for (const GatherLineConfig& line : figures.gathers) largest = std::max(largest, line.footprint);
  std::map<std::string, Group> groups;
  for (std::size_t i = 0; i < figures.gathers.size(); ++i) {
    const GatherLineConfig& line = figures.gathers[i];
    Group& group = groups[lines[i].group];
    group.figures.push_back(&lines[i].figures.front());
    group.judged = line.source == GatherSource::kLlc || line.footprint == largest;
  }
  std::vector<Line> summary;
  for (const auto& [name, group] : groups) {
    summary.push_back(summary_line(name, group.figures, group.judged));
  }
  return summary;
}

class GpuSuite : public ValidationSuite {
 public:
  GpuSuite(SuiteFile file, const ConfigTree& tree) : file_(std::move(file)) {
    GpuSuiteConfig config;
    read_config(tree, config);
    figures_ = std::move(config.suite);
    hardware_ = load_hardware(figures_.hardware, {});
  }

  std::vector<ProcessJob> jobs() const override {
    std::vector<ProcessJob> jobs;
    const auto add = [&](const std::string& name, double cost, auto measure) {
      jobs.push_back({file_.name + ": " + name, cost, measure});
    };
    for (const GatherLineConfig& line : figures_.gathers) {
      const double bytes = static_cast<double>(line.tokens) * static_cast<double>(line.token_bytes);
      const double warm = line.source == GatherSource::kLlc ? double(line.footprint) : 0;
      add(gather_name(line), bytes + warm,
          [this, line] { return nlohmann::json(measure_gather_us(hardware_, line)); });
    }
    for (const StreamLineConfig& line : figures_.streams) {
      add("stream of " + size_text(line.bytes), 1e7,
          [this, line] { return nlohmann::json(measure_stream_us(hardware_, line.bytes)); });
    }
    for (const ChaseLineConfig& line : figures_.chases) {
      add("loads over " + size_text(line.footprint), 1e7,
          [this, line] { return nlohmann::json(measure_chase_ns(hardware_, line)); });
    }
    return jobs;
  }

  SuiteReport report(const std::vector<nlohmann::json>& answers) const override {
    SuiteReport report{file_, figures_.title, figures_.reference, figures_.notes, {}, {}, {}, {}};
    report.configuration = memory_text(hardware_.hbm);
    std::size_t next = 0;
    for (const GatherLineConfig& line : figures_.gathers) {
      report.lines.push_back(line_of(pool_text(line), gather_name(line), "time, us", line.time_us,
                                     answers.at(next++), 0, 3));
    }
    for (const StreamLineConfig& line : figures_.streams) {
      report.lines.push_back(line_of(kStreams, size_text(line.bytes), "time, us", line.time_us,
                                     answers.at(next++), tolerance::kStream, 1));
    }
    for (const ChaseLineConfig& line : figures_.chases) {
      const double latency_ns = line.cycles * 1000 / figures_.clock_mhz;
      report.lines.push_back(line_of(kChases, "over " + size_text(line.footprint), "latency, ns",
                                     latency_ns, answers.at(next++), tolerance::kDependentLoad, 1));
    }
    report.summary = summary_of(figures_, report.lines);
    return report;
  }

  std::vector<Picture> pictures(const SuiteReport& report) const override {
    return gpu_pictures(figures_, report);
  }

 private:
  SuiteFile file_;
  GpuFigures figures_;
  HardwareModel hardware_;
};

}  // namespace

std::unique_ptr<ValidationSuite> make_gpu_suite(const SuiteFile& file, const ConfigTree& tree) {
  return std::make_unique<GpuSuite>(file, tree);
}

}  // namespace dsavp

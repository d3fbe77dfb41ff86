#include "platforms/validation/dram_suite.h"

#include <fmt/format.h>

#include <utility>

#include "platforms/config/config_reader.h"
#include "platforms/memory_source.h"
#include "platforms/validation/dram_pictures.h"
#include "platforms/validation/dram_suite_config.h"
#include "platforms/validation/memory_text.h"
#include "platforms/validation/size_text.h"
#include "platforms/validation/tolerances.h"

namespace dsavp {
namespace {

constexpr const char* kFormsGroup = "Closed forms";

struct Experiment {
  DramLineConfig line;
  HbmConfig memory;
};

// ---- loading -------------------------------------------------------------------------------

DramSuiteConfig read_checked(const ConfigTree& tree) {
  DramSuiteConfig config;
  read_config(tree, config);
  check_memory(tree, config.hbm);
  return config;
}

HbmConfig memory_of(const ConfigTree& tree, const VariantConfig& variant, const std::string& key) {
  ConfigTree changed = tree;
  for (std::size_t i = 0; i < variant.settings.size(); ++i) {
    changed.set(variant.settings[i].set, tree.where(fmt::format("{}.settings[{}].set", key, i)));
  }
  return read_checked(changed).hbm;
}

HbmConfig memory_of(const ConfigTree& tree, const DramSuiteConfig& config, std::size_t line) {
  const std::string& name = config.suite.lines[line].variant;
  if (name.empty()) return config.hbm;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < config.suite.variants.size(); ++i) {
    const VariantConfig& variant = config.suite.variants[i];
    if (variant.name == name) {
      return memory_of(tree, variant, fmt::format("suite.variants[{}]", i));
    }
    names.push_back(variant.name);
  }
  const std::string key = fmt::format("suite.lines[{}].variant", line);
  throw ConfigError(tree.where(key), key,
                    "is " + quoted(name) + ", " + expected_one_of(names, name));
}

// ---- names ---------------------------------------------------------------------------------

std::string pattern_text(const HbmTraffic& traffic) {
  const std::string bytes = size_text(traffic.token_bytes);
  if (traffic.pattern == TrafficPattern::kSequential) return "sequential";
  const std::string tokens = traffic.token_bytes > 64 ? bytes + " tokens" : bytes;
  return std::string(word_of(traffic.pattern)) + " " + tokens;
}

std::string line_name(const DramLineConfig& line) {
  const std::string what =
      line.idle() ? "idle, one read at a time"
                  : fmt::format("{}, window {}", pattern_text(line.traffic), line.traffic.window);
  return line.variant.empty() ? what : what + ", " + line.variant;
}

// ---- figures -------------------------------------------------------------------------------

Limit relative(double tolerance) {
  return {Limit::Kind::kRelativeError, tolerance};
}

std::vector<Figure> figures_of(const Experiment& experiment, const nlohmann::json& answer) {
  const DramLineConfig& line = experiment.line;
  std::vector<Figure> figures;
  const auto add = [&](const char* quantity, double reference, const char* key, Limit limit,
                       int decimals) {
    if (reference <= 0) return;
    figures.push_back({quantity, reference, answer[key].get<double>(), limit, decimals});
  };
  add("fraction of peak", line.fraction_of_peak, "fraction_of_peak",
      relative(tolerance::kFractionOfPeak), 3);
  add("mean latency, ns", line.mean_ns, "mean_ns", relative(tolerance::kMeanLatency), 1);
  add("median latency, ns", line.p50_ns, "p50_ns",
      line.idle() ? relative(tolerance::kIdleMedian) : Limit{}, 1);
  Limit tail;
  if (line.idle()) {
    tail = {Limit::Kind::kAtLeast, answer["p50_ns"].get<double>() +
                                       tolerance::kRefreshTail * experiment.memory.timing.rfc_ns};
  }
  add("99th percentile, ns", line.p99_ns, "p99_ns", tail, 1);
  return figures;
}

Line closed_form_line(const ClosedFormConfig& form, const nlohmann::json& answer) {
  const bool fraction = form.form == ClosedForm::kRowCommandBus;
  const std::string quantity = fraction ? "fraction of peak" : "latency, ns";
  return {kFormsGroup,
          closed_form_text(form.form),
          {{quantity, form.value, answer["value"].get<double>(), relative(tolerance::kClosedForm),
            fraction ? 3 : 1}},
          0};
}

nlohmann::json measure(const Experiment& experiment) {
  const HbmTrafficResult result = run_hbm_traffic(experiment.memory, experiment.line.traffic);
  return {{"fraction_of_peak", result.fraction_of_peak},
          {"mean_ns", result.block_latency_ns.mean},
          {"p50_ns", result.block_latency_ns.p50},
          {"p99_ns", result.block_latency_ns.p99},
          {"blocks_per_second", result.blocks_per_second}};
}

// ---- the suite -----------------------------------------------------------------------------

class DramSuite : public ValidationSuite {
 public:
  DramSuite(SuiteFile file, const ConfigTree& tree)
      : file_(std::move(file)), config_(read_checked(tree)) {
    for (std::size_t i = 0; i < config_.suite.lines.size(); ++i) {
      DramLineConfig line = config_.suite.lines[i];
      line.traffic.reads = line.reads > 0 ? line.reads : config_.suite.reads;
      line.traffic.front_end_queue = config_.suite.front_end_queue;
      experiments_.push_back({line, memory_of(tree, config_, i)});
    }
  }

  std::vector<ProcessJob> jobs() const override {
    std::vector<ProcessJob> jobs;
    for (const Experiment& experiment : experiments_) {
      jobs.push_back({file_.name + ": " + line_name(experiment.line),
                      static_cast<double>(experiment.line.traffic.reads),
                      [experiment] { return measure(experiment); }});
    }
    for (const ClosedFormConfig& form : config_.suite.closed_forms) {
      jobs.push_back({file_.name + ": " + closed_form_text(form.form), 1,
                      [form = form.form, memory = config_.hbm] {
                        return nlohmann::json{{"value", measure_closed_form(memory, form)}};
                      }});
    }
    return jobs;
  }

  SuiteReport report(const std::vector<nlohmann::json>& answers) const override {
    const DramFigures& suite = config_.suite;
    SuiteReport report{file_,
                       suite.title,
                       suite.reference,
                       suite.notes,
                       memory_text(config_.hbm),
                       suite.host_speed,
                       {},
                       {}};
    std::size_t next = 0;
    for (const Experiment& experiment : experiments_) {
      const nlohmann::json& answer = answers.at(next++);
      report.lines.push_back({"Streams of reads", line_name(experiment.line),
                              figures_of(experiment, answer),
                              answer["blocks_per_second"].get<double>()});
    }
    for (const ClosedFormConfig& form : suite.closed_forms) {
      report.lines.push_back(closed_form_line(form, answers.at(next++)));
    }
    return report;
  }

  std::vector<Picture> pictures(const SuiteReport& report) const override {
    return dram_pictures(report);
  }

 private:
  SuiteFile file_;
  DramSuiteConfig config_;
  std::vector<Experiment> experiments_;
};

}  // namespace

std::unique_ptr<ValidationSuite> make_dram_suite(const SuiteFile& file, const ConfigTree& tree) {
  return std::make_unique<DramSuite>(file, tree);
}

}  // namespace dsavp

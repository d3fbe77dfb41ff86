#include "platforms/run_study.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <stdexcept>
#include <vector>

#include "platforms/config/config_writer.h"
#include "platforms/platform.h"
#include "platforms/protocol_checkers.h"
#include "platforms/recorder.h"
#include "platforms/results/output_folder.h"
#include "platforms/results/run_result.h"
#include "platforms/trace_source.h"

namespace dsavp {
namespace {

using Clock = std::chrono::steady_clock;

// A line on the terminal, rewritten at most ten times a second.
class Progress {
 public:
  Progress(bool show, std::int64_t steps) : show_(show), steps_(steps) {}
  ~Progress() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }

  void step_done(std::int64_t done) {
    const Clock::time_point now = Clock::now();
    if (!show_ || now < next_) return;
    next_ = now + std::chrono::milliseconds(100);
    shown_ = true;
    const double elapsed = std::chrono::duration<double>(now - begin_).count();
    const double left = elapsed / double(done) * double(steps_ - done);
    fmt::print(stderr, "\r\033[Kstep {} of {}, {:.0f} s left", done, steps_, left);
    std::fflush(stderr);
  }

 private:
  const bool show_;
  const std::int64_t steps_;
  const Clock::time_point begin_ = Clock::now();
  Clock::time_point next_ = begin_;
  bool shown_ = false;
};

std::string host_json(double seconds, const Platform& platform,
                      std::uint64_t protocol_calls_checked) {
  const std::uint64_t transactions = platform.pool.acquired();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const nlohmann::ordered_json host = {
      {"wall_seconds", seconds},
      {"transactions", transactions},
      {"transactions_per_second", seconds > 0 ? double(transactions) / seconds : 0.0},
      {"peak_memory_bytes", std::int64_t{usage.ru_maxrss} * 1024},
      {"protocol_calls_checked", protocol_calls_checked},
      {"tokens_verified", platform.token_data.verified()}};
  return host.dump(2) + "\n";
}

}  // namespace

nlohmann::ordered_json run_study(const Study& study, const RunOptions& options) {
  const Clock::time_point begin = Clock::now();
  OutputFolder folder(options.output);
  TraceSource source(study.config.trace.file, study.steps);
  Progress progress(options.show_progress, study.steps);
  Recorder recorder(study.layers, folder.open("steps.csv"),
                    [&progress](std::int64_t done) { progress.step_done(done); });
  if (options.interrupted != nullptr) {
    recorder.interrupt_when([flag = options.interrupted] { return *flag != 0; });
  }
  ProtocolCheckers checkers;
  std::optional<TracedRun> traced;
  std::vector<SocketObservers> observers;
  if (study.config.simulation.check_protocol) observers.push_back(checkers.observers());
  if (options.trace) {
    traced.emplace(*options.trace, source, recorder);
    observers.push_back(traced->socket_observers());
  }
  Platform platform(study, traced ? static_cast<StepSource&>(*traced) : source,
                    traced ? static_cast<StepObserver&>(*traced) : recorder, all_of(observers));
  recorder.observe(platform);
  if (traced) traced->observe(platform);
  platform.run();
  source.rethrow_error();
  if (recorder.interrupted()) {
    throw std::runtime_error(fmt::format("interrupted after {} of {} steps; no result was written",
                                         recorder.steps(), study.steps));
  }
  checkers.finish();

  const nlohmann::ordered_json result = run_result(study, platform, recorder);
  const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
  folder.write("effective.yaml", effective_yaml(study.config));
  folder.write("host.json", host_json(seconds, platform, checkers.calls()));
  folder.write("result.json", result.dump(2) + "\n");
  folder.publish();
  if (traced) traced->publish();
  return result;
}

}  // namespace dsavp

#include "testbench/locality/locality.h"

#include "testbench/locality/set_history.h"

namespace dsavp {
namespace {

class LocalityMeter {
 public:
  explicit LocalityMeter(const TraceInfo& info)
      : info_(info),
        histories_(static_cast<std::size_t>(info.layers) * info.requests),
        counts_(static_cast<std::size_t>(info.layers)) {}

  void add(const TraceStep& step) {
    ++steps_;
    for (int layer = 0; layer < info_.layers; ++layer) {
      for (int request = 0; request < info_.requests; ++request) {
        SetHistory* history = &history_of(layer, request);
        const SetHistory* before = layer == 0 ? nullptr : history - info_.requests;
        history->add(steps_, step.set(layer, request), step.context_length[request], info_.top_k,
                     before, counts_[layer]);
      }
    }
  }

  LocalityReport finish() {
    LocalityReport report;
    LocalityCounts whole;
    for (int layer = 0; layer < info_.layers; ++layer) {
      LocalityCounts& counts = counts_[layer];
      for (int request = 0; request < info_.requests; ++request) {
        history_of(layer, request).finish(steps_, counts);
      }
      whole.add(counts);
      report.layers.push_back(counts.statistics(info_.top_k));
    }
    report.whole = whole.statistics(info_.top_k);
    report.lookback = whole.lookback;
    return report;
  }

 private:
  SetHistory& history_of(int layer, int request) {
    return histories_[static_cast<std::size_t>(layer) * info_.requests + request];
  }

  TraceInfo info_;
  std::vector<SetHistory> histories_;
  std::vector<LocalityCounts> counts_;
  std::uint32_t steps_ = 0;
};

}  // namespace

LocalityReport measure_locality(TraceReader& reader) {
  LocalityMeter meter(reader.info());
  TraceStep step;
  while (reader.next(step)) meter.add(step);
  return meter.finish();
}

}  // namespace dsavp

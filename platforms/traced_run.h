// Records the transactions and phases of some of a run's decode steps.
//
// Stands between the sequencer and its source and observer, and passes on all that they say. Knows
// from the source when a step begins, from the observer how long a layer's phases took, and from the
// sequencer's socket when the layer's append began: its first request there. That divides the
// weights' time, which is told as a sum, into the two streams. What the memory's banks did is asked for
// at every layer's end.
// Errors: std::runtime_error for a file that cannot be written.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platforms/platform.h"
#include "testbench/transaction_trace/bank_vcd.h"
#include "testbench/transaction_trace/occupancy_vcd.h"
#include "testbench/transaction_trace/socket_recorder.h"
#include "testbench/transaction_trace/transaction_trace.h"

namespace dsavp {

struct RunTraceOptions {
  std::string transactions;  // file; none if empty
  std::string occupancies;   // file; none if empty
  bool banks = false;        // in that file too
  std::int64_t first_step = 0;
  std::int64_t last_step = 0;  // included
  std::int64_t event_limit = 1'000'000;
};

class TracedRun : public StepSource, public StepObserver {
 public:
  TracedRun(const RunTraceOptions& options, StepSource& source, StepObserver& observer);

  // Of a platform that this outlives.
  SocketObservers socket_observers();
  // Before the run.
  void observe(Platform& platform);
  // The files take their names. Says on standard error what was left out.
  void publish();

  bool next() override;
  std::int64_t context(int request) const override { return source_.context(request); }
  TokenSet top_k(int layer, int request) const override { return source_.top_k(layer, request); }

  void layer_done(int layer, const PhaseTimes& times) override;
  void step_done(Picoseconds step_time) override;
  bool interrupted() const override { return observer_.interrupted(); }

 private:
  // When the first request of a layer was made.
  struct FirstRequest : SocketObserver {
    void before_forward(const SocketCall& call) override;
    std::optional<Picoseconds> at;
  };

  enum VcdSource { kSockets, kBanks };

  void open_files();
  void follow_window();
  void settle();
  bool in_window() const;
  void add_phases(int layer, const PhaseTimes& times);

  const RunTraceOptions options_;
  StepSource& source_;
  StepObserver& observer_;
  std::optional<TransactionTrace> trace_;
  std::optional<ValueChangeDump> vcd_;
  std::optional<OccupancyVcd> occupancies_;
  std::optional<BankVcd> banks_;
  Hbm* hbm_ = nullptr;  // while its banks are observed
  bool recording_ = false;
  Picoseconds window_end_ = kNever;
  TransactionsUnderWay under_way_;
  std::vector<std::unique_ptr<SocketRecorder>> recorders_;
  FirstRequest append_;
  std::int64_t step_ = -1;
  Picoseconds layer_begin_ = 0;
};

}  // namespace dsavp

// Decode steps from a trace file, for the sequencer.
//
// Layers and requests beyond the trace's use its own again, in order (the study has allowed it).
// A step that the reader refuses ends the run: next() returns false and rethrow_error() throws what
// was wrong, since exceptions must not cross the simulation kernel.
#pragma once

#include <exception>
#include <string>

#include "models/sequencer/decode_step.h"
#include "testbench/traces/trace_reader.h"

namespace dsavp {

class TraceSource : public StepSource {
 public:
  TraceSource(const std::string& path, std::int64_t steps) : reader_(path), steps_(steps) {}

  bool next() override;
  std::int64_t context(int request) const override {
    return step_.context_length[static_cast<std::size_t>(request % step_.requests)];
  }
  TokenSet top_k(int layer, int request) const override {
    const IndexSpan set = step_.set(layer % step_.layers, request % step_.requests);
    return {set.data(), set.size()};
  }

  void rethrow_error() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  TraceReader reader_;
  const std::int64_t steps_;
  TraceStep step_;
  std::exception_ptr error_;
};

}  // namespace dsavp

#include "platforms/traced_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "models/common/sc_time.h"

namespace dsavp {
namespace {

using Tracks = TransactionTrace::Tracks;

// In the order in which viewers show them.
const std::vector<std::string> kSocketNames = {
    "sequencer",   "weight_streamer", "indexer", "sparse_attention",
    "llc.control", "llc.data",        "hbm"};

// To a file a TraceError means that an input is wrong; here it is the run that has failed.
template <class Action>
void as_failure(Action&& action) {
  try {
    action();
  } catch (const TraceError& error) {
    throw std::runtime_error(error.what());
  }
}

}  // namespace

TracedRun::TracedRun(const RunTraceOptions& options, StepSource& source, StepObserver& observer)
    : options_(options), source_(source), observer_(observer) {
  as_failure([this] { open_files(); });
  std::vector<TransactionSink*> sinks;
  if (trace_) sinks.push_back(&*trace_);
  if (occupancies_) sinks.push_back(&*occupancies_);
  for (std::size_t i = 0; i < kSocketNames.size(); ++i) {
    const bool gathers = kSocketNames[i] == "sparse_attention";
    if (trace_) {
      trace_->add_socket(kSocketNames[i], gathers ? Tracks::kOnePerRequest : Tracks::kOne,
                         kSocketNames[i] == "hbm");
    }
    recorders_.push_back(std::make_unique<SocketRecorder>(static_cast<int>(i), under_way_, sinks));
  }
}

void TracedRun::open_files() {
  if (!options_.transactions.empty()) {
    trace_.emplace(options_.transactions, options_.event_limit);
  }
  if (options_.occupancies.empty()) return;
  vcd_.emplace(options_.occupancies, options_.banks ? 2 : 1);
  occupancies_.emplace(*vcd_, kSockets, kSocketNames);
}

SocketObservers TracedRun::socket_observers() {
  return [this](const std::string& name) {
    std::vector<SocketObserver*> observers;
    const auto socket = std::find(kSocketNames.begin(), kSocketNames.end(), name);
    if (socket != kSocketNames.end()) {
      observers.push_back(recorders_[socket - kSocketNames.begin()].get());
    }
    if (name == "sequencer") observers.push_back(&append_);
    return observers;
  };
}

void TracedRun::observe(Platform& platform) {
  if (!options_.banks) return;
  hbm_ = &platform.hbm;
  banks_.emplace(*vcd_, hbm_->core().organisation());
  hbm_->observe_banks(&*banks_);
}

// The banks are told of from the first step of the window to the end of the last.
void TracedRun::follow_window() {
  if (!banks_ || recording_ == in_window()) return;
  recording_ = in_window();
  if (recording_) {
    banks_->record_from(now_ps());
  } else {
    window_end_ = now_ps();
    banks_->record_until(window_end_);
  }
}

// Has the banks' changes written as far as they are known, and none kept for long.
void TracedRun::settle() {
  if (hbm_ == nullptr) return;
  occupancies_->settled(now_ps());
  const Picoseconds told = hbm_->tell_banks_until(now_ps());
  const bool done = told >= window_end_;
  vcd_->settled(kBanks, done ? kNever : told);
  if (!done) return;
  hbm_->observe_banks(nullptr);
  hbm_ = nullptr;
}

void TracedRun::publish() {
  if (recording_ && banks_) banks_->record_until(now_ps());
  as_failure([this] {
    if (trace_) trace_->publish();
    if (vcd_) vcd_->publish();
  });
  if (trace_ && trace_->limit_reached()) {
    fmt::print(stderr, "dsa-vp: {}: holds {} events, the rest is left out (--trace-limit)\n",
               options_.transactions, options_.event_limit);
  }
}

bool TracedRun::in_window() const {
  return options_.first_step <= step_ && step_ <= options_.last_step;
}

bool TracedRun::next() {
  if (!source_.next()) return false;
  ++step_;
  under_way_.record(in_window());
  follow_window();
  layer_begin_ = now_ps();
  append_.at.reset();
  return true;
}

void TracedRun::layer_done(int layer, const PhaseTimes& times) {
  settle();
  if (trace_ && in_window()) add_phases(layer, times);
  layer_begin_ = now_ps();
  append_.at.reset();
  observer_.layer_done(layer, times);
}

void TracedRun::step_done(Picoseconds step_time) {
  if (trace_ && in_window()) {
    trace_->phase(TransactionTrace::Row::kStep, fmt::format("step {}", step_), now_ps() - step_time,
                  now_ps());
  }
  observer_.step_done(step_time);
}

void TracedRun::add_phases(int layer, const PhaseTimes& times) {
  Picoseconds begin = layer_begin_;
  const auto add = [&](const char* name, Picoseconds duration) {
    trace_->phase(TransactionTrace::Row::kPhase, name, begin, begin + duration);
    begin += duration;
  };
  trace_->phase(TransactionTrace::Row::kLayer, fmt::format("layer {}", layer), begin, now_ps());
  const Picoseconds weights_before = append_.at.value_or(begin) - begin;
  add("weights before the gather", weights_before);
  add("append", times.append);
  add("indexer", times.indexer);
  add("gather", times.gather);
  add("attention", times.attention);
  add("weights after the gather", times.weights - weights_before);
}

void TracedRun::FirstRequest::before_forward(const SocketCall& call) {
  if (call.phase == tlm::BEGIN_REQ && !at) at = now_ps() + from_sc(call.delay);
}

}  // namespace dsavp

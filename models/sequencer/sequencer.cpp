#include "models/sequencer/sequencer.h"

#include <fmt/format.h>

#include <algorithm>

#include "models/llc/reservation_shares.h"
#include "models/llc/token_registers.h"

namespace dsavp {

using namespace token_registers;

std::vector<TokenWindow> token_windows(const Program& program) {
  std::vector<TokenWindow> windows;
  for (int layer = 0; layer < program.layers; ++layer) {
    for (int request = 0; request < program.requests; ++request) {
      windows.push_back({program.layout->kv_base(layer, request), program.shape->kv_bytes(),
                         static_cast<std::uint32_t>(program.layout->context_capacity()),
                         static_cast<std::uint32_t>(layer), static_cast<std::uint32_t>(request)});
    }
  }
  set_shares(windows, program.reservation);
  return windows;
}

Sequencer::Sequencer(const sc_core::sc_module_name& name, const Program& program,
                     const Units& units, StepSource& source, StepObserver& observer,
                     PayloadPool& pool, RunStatus& status, Abstraction abstraction)
    : sc_core::sc_module(name),
      port("port", *this),
      program_(program),
      scheme_(make_scheme(program.attention)),
      units_(units),
      source_(source),
      observer_(observer),
      pool_(pool),
      status_(status),
      loosely_timed_(abstraction == Abstraction::kLooselyTimed) {
  SC_HAS_PROCESS(Sequencer);
  SC_THREAD(run);
}

void Sequencer::run() {
  program_reservation();
  setup_time_ = now_ps();
  while (!observer_.interrupted() && source_.next()) {
    const Picoseconds begin = now_ps();
    for (int layer = 0; layer < program_.layers; ++layer) {
      layer_ = layer;
      const PhaseTimes times = run_layer(layer);
      observer_.layer_done(layer, times);
    }
    ++steps_;
    observer_.step_done(now_ps() - begin);
  }
  doing_ = "ended";
  end_time_ = now_ps();
  finished_ = true;
}

void Sequencer::program_reservation() {
  if (!scheme_->reads_tokens()) return;
  const ReservationConfig& r = program_.reservation;
  program_windows();
  write_register(kReservedBytes, r.bytes);
  write_register(kScope, static_cast<std::uint64_t>(r.scope));
  write_register(kLookup, static_cast<std::uint64_t>(r.lookup));
  write_register(kPolicy, static_cast<std::uint64_t>(r.policy));
  // Those that few use are written where they differ from what they are after reset.
  const ReservationConfig reset;
  if (r.pin_recent_tokens != reset.pin_recent_tokens) {
    write_register(kPinRecent, r.pin_recent_tokens);
  }
  if (r.seed != reset.seed) write_register(kSeed, r.seed);
  if (r.granule_tokens != reset.granule_tokens) write_register(kGranule, r.granule_tokens);
  if (r.all_resident) write_register(kAllResident, 1);
  write_register(kControl, kControlEnable);
}

void Sequencer::program_windows() {
  std::uint64_t at = kWindowTable;
  for (const TokenWindow& window : token_windows(program_)) {
    write_register(at + kWindowBase, window.base);
    write_register(at + kWindowTokenBytes, window.token_bytes);
    write_register(at + kWindowTokens, window.tokens);
    write_register(at + kWindowPartition, std::uint64_t{window.layer} << 32 | window.request);
    if (window.share > 0) write_register(at + kWindowShare, window.share);
    at += kWindowStride;
  }
  write_register(kWindowCount, static_cast<std::uint64_t>(program_.layers) * program_.requests);
}

PhaseTimes Sequencer::run_layer(int layer) {
  const ModelShape& shape = *program_.shape;
  PhaseTimes times;
  Picoseconds begin = now_ps();
  const auto lap = [&begin](Picoseconds& phase, Picoseconds until) {
    phase += until - begin;
    begin = until;
  };
  stream_weights(program_.layout->weights_before_gather(layer),
                 shape.weights_before_gather(layer).flops, layer);
  lap(times.weights, now_ps());
  append(layer);
  lap(times.append, now_ps());
  if (shape.runs_indexer(layer)) run_indexer(layer);
  lap(times.indexer, now_ps());

  const Picoseconds stalled_before = units_.attention.time(begin).stalled;
  if (data_ != nullptr) prefill(layer);
  if (program_.reservation.in_force()) announce(layer);
  gather(layer, begin);
  times.attention_stalled = units_.attention.time(now_ps()).stalled - stalled_before;
  lap(times.gather, units_.attention.last_data());
  lap(times.attention, now_ps());

  stream_weights(program_.layout->weights_after_gather(layer),
                 shape.weights_after_gather(layer).flops, layer);
  lap(times.weights, now_ps());
  return times;
}

void Sequencer::stream_weights(const Extent& weights, double flops, int layer) {
  doing_ = "weights";
  units_.weights.start(weights, flops, layer);
  wait(units_.weights.done());
}

void Sequencer::append(int layer) {
  doing_ = "append";
  const ModelShape& shape = *program_.shape;
  for (int request = 0; request < program_.requests; ++request) {
    const auto token = static_cast<Bytes>(source_.context(request) - 1);
    append_token(layer, request, token);
    bytes_appended_ += shape.kv_bytes();
    if (!shape.runs_indexer(layer)) continue;
    const Bytes key = shape.key_bytes();
    send_write(program_.layout->key_base(layer, request) + token * key, key, layer, request);
    bytes_appended_ += key;
  }
  wait_for_writes();
}

void Sequencer::run_indexer(int layer) {
  doing_ = "indexer";
  const ModelShape& shape = *program_.shape;
  for (int request = 0; request < program_.requests; ++request) {
    const std::int64_t keys = source_.context(request);
    units_.indexer.add_scan({program_.layout->key_base(layer, request),
                             static_cast<Bytes>(keys) * shape.key_bytes(), request},
                            keys);
  }
  units_.indexer.start(shape.indexer_flops_per_key(), shape.key_bytes(), layer);
  wait(units_.indexer.done());
}

// The writes are posted one after the other and take effect in that order; only the last one's answer
// is waited for.
void Sequencer::announce(int layer) {
  doing_ = "announcement";
  lists_.clear();
  for (int request = 0; request < program_.requests; ++request) {
    const TokenSet set = source_.top_k(program_.shape->index_source(layer), request);
    lists_.insert(lists_.end(), set.tokens, set.tokens + set.count);
  }
  std::int32_t* list = lists_.data();
  for (int request = 0; request < program_.requests; ++request) {
    const std::size_t count = source_.top_k(program_.shape->index_source(layer), request).count;
    post_register(kAnnounceWindow, static_cast<std::uint64_t>(layer) * program_.requests + request);
    if (program_.reservation.pin_recent_tokens > 0) {
      post_register(kAnnounceContext, static_cast<std::uint64_t>(source_.context(request)));
    }
    send_write(program_.register_base + kAnnounceList, 4 * count, layer, request,
               reinterpret_cast<unsigned char*>(list), 4);
    post_register(kAnnounceGo, count);
    list += count;
  }
  wait_for_writes();
}

void Sequencer::gather(int layer, Picoseconds dispatched_at) {
  doing_ = "gather";
  const ModelShape& shape = *program_.shape;
  for (int request = 0; request < program_.requests; ++request) {
    const TokenSet chosen =
        scheme_->has_indexer() ? source_.top_k(shape.index_source(layer), request) : TokenSet{};
    scheme_->add_reads(units_.attention,
                       {program_.layout->kv_base(layer, request), shape.kv_bytes(),
                        source_.context(request), request},
                       chosen);
  }
  units_.attention.start(shape.kv_bytes(), shape.attention_flops_per_token(), layer, dispatched_at);
  wait(units_.attention.done());
}

void Sequencer::write_register(std::uint64_t offset, std::uint64_t value) {
  post_register(offset, value);
  wait_for_writes();
}

void Sequencer::post_register(std::uint64_t offset, std::uint64_t value) {
  values_.push_back(value);
  send_write(program_.register_base + offset, sizeof value, -1, -1,
             reinterpret_cast<unsigned char*>(&values_.back()), sizeof value);
}

Attribution Sequencer::attribution(int layer, int request) const {
  Attribution by;
  by.owner = name();
  by.layer = layer;
  by.request = request;
  by.sent_at = now_ps();
  return by;
}

void Sequencer::send_write(Address address, Bytes bytes, int layer, int request,
                           unsigned char* data, unsigned streaming_width) {
  tlm::tlm_generic_payload& payload =
      pool_.acquire(tlm::TLM_WRITE_COMMAND, address, bytes, attribution(layer, request));
  if (data != nullptr) {
    payload.set_data_ptr(data);
    payload.set_streaming_width(streaming_width);
  }
  send(payload);
}

void Sequencer::send(tlm::tlm_generic_payload& payload) {
  ++outstanding_;
  if (loosely_timed_) {
    response(payload, port.transport(payload, now_ps()), 0);
  } else {
    port.send(payload, now_ps());
  }
}

void Sequencer::wait_for_writes() {
  while (outstanding_ > 0) wait(all_answered_);
  if (last_response_ > now_ps()) wait(until(last_response_));
  values_.clear();
}

void Sequencer::response(tlm::tlm_generic_payload& payload, Picoseconds when, int) {
  const Attribution& by = *payload.get_extension<Attribution>();
  if (payload.is_response_error()) {
    status_.fail(
        fmt::format("{}: write of {} B at {:#x} (layer {}, request {}) was answered with {}",
                    name(), payload.get_data_length(), by.address, by.layer, by.request,
                    payload.get_response_string()));
  }
  last_response_ = std::max(last_response_, when);
  payload.release();
  if (--outstanding_ == 0) all_answered_.notify(sc_core::SC_ZERO_TIME);
}

std::string Sequencer::describe_waiting() const {
  return fmt::format("{}: {} after {} steps, in layer {}, {} writes outstanding", name(), doing_,
                     steps_, layer_, outstanding_);
}

}  // namespace dsavp

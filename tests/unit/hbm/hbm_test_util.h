#pragma once

// What the tests of the memory share: configurations, a lone pseudo-channel, and a driver that
// plays initiators with a bounded number of requests outstanding.

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/hbm/hbm_core.h"

namespace dsavp::hbm_test {

using Field = AddressField;

// ---- configurations ------------------------------------------------------------------------

inline DramTiming hbm2_timing() {
  DramTiming t;
  t.clock_ps = 1000;
  t.cl_ns = 18;
  t.cwl_ns = 7;
  t.rcd_rd_ns = 13;
  t.rcd_wr_ns = 10;
  t.rp_ns = 14;
  t.ras_ns = 34;
  t.rrd_s_ns = 4;
  t.rrd_l_ns = 6;
  t.faw_ns = 16;
  t.rtp_ns = 5;
  t.wr_ns = 16;
  t.wtr_ns = 8;
  t.rtw_ns = 18;
  t.refi_ns = 3900;
  t.rfc_ns = 260;
  return t;
}

inline DramTiming hbm3_timing() {
  DramTiming t;
  t.clock_ps = 625;
  t.cl_ns = 12.5;
  t.cwl_ns = 6.25;
  t.rcd_rd_ns = 19.375;
  t.rcd_wr_ns = 9.375;
  t.rp_ns = 16.25;
  t.ras_ns = 28.125;
  t.rrd_s_ns = 2.5;
  t.rrd_l_ns = 3.125;
  t.faw_ns = 15;
  t.rtp_ns = 5.625;
  t.wr_ns = 20.625;
  t.wtr_ns = 6.25;
  t.rtw_ns = 15;
  t.refi_ns = 3900;
  t.rfc_ns = 350;
  return t;
}

inline HbmConfig hbm2_config() {
  HbmConfig c;
  c.standard = "HBM2";
  c.organisation = {1, 8, 2, 1, 4, 4, 16384, 1024, 32};
  c.timing = hbm2_timing();
  c.mapping = {{Field::kColumn, 8}, {Field::kPseudoChannel, 2}, {Field::kChannel, 8},
               {Field::kStack, 1},  {Field::kColumn, 4},        {Field::kBankGroup, 4},
               {Field::kBank, 4},   {Field::kStackId, 1},       {Field::kRow, 16384}};
  c.controller_ns = 1;
  return c;
}

// Five stacks: a number of pseudo-channels that is no power of two.
inline HbmConfig hbm3_config() {
  HbmConfig c;
  c.standard = "HBM3";
  c.organisation = {5, 16, 2, 2, 4, 4, 16384, 1024, 32};
  c.timing = hbm3_timing();
  c.mapping = {{Field::kColumn, 8}, {Field::kPseudoChannel, 2}, {Field::kChannel, 16},
               {Field::kStack, 5},  {Field::kColumn, 4},        {Field::kBankGroup, 4},
               {Field::kBank, 4},   {Field::kStackId, 2},       {Field::kRow, 16384}};
  return c;
}

// Banks, groups and channels also depend on the row.
inline HbmConfig hashed_config() {
  HbmConfig c = hbm3_config();
  c.mapping_xor = {{Field::kBank, Field::kRow},
                   {Field::kBankGroup, Field::kBank},
                   {Field::kChannel, Field::kRow}};
  return c;
}

// Three small stacks whose bank groups change below the upper columns, so that a row is met in
// several pieces; few rows, so that random requests conflict.
inline HbmConfig scattered_config() {
  HbmConfig c = hbm3_config();
  c.organisation = {3, 2, 2, 2, 4, 2, 64, 1024, 32};
  c.mapping = {{Field::kColumn, 4},  {Field::kChannel, 2},       {Field::kBankGroup, 4},
               {Field::kColumn, 2},  {Field::kPseudoChannel, 2}, {Field::kColumn, 4},
               {Field::kStackId, 2}, {Field::kStack, 3},         {Field::kBank, 2},
               {Field::kRow, 64}};
  c.controller_ns = 2.5;
  c.scheduler_window = 4;
  return c;
}

// The same memory with one pseudo-channel.
inline HbmConfig one_channel(HbmConfig c) {
  DramOrganisation& o = c.organisation;
  o.stacks = o.channels = o.pseudo_channels = 1;
  c.mapping = {{Field::kColumn, o.columns()},
               {Field::kStack, 1},
               {Field::kChannel, 1},
               {Field::kPseudoChannel, 1},
               {Field::kBankGroup, o.bank_groups},
               {Field::kBank, o.banks},
               {Field::kStackId, o.stack_ids},
               {Field::kRow, o.rows}};
  c.mapping_xor.clear();
  return c;
}

inline HbmConfig without_refresh(HbmConfig c) {
  c.timing.refi_ns = 0;
  return c;
}

// ---- one pseudo-channel --------------------------------------------------------------------

// A pseudo-channel by itself; every push has to be no earlier than the one before.
class LoneChannel {
 public:
  explicit LoneChannel(const HbmConfig& config, Picoseconds first_refresh = kNever)
      : config_(config),
        clock_(config.timing),
        mapping_(config.organisation, config.mapping, config.mapping_xor),
        channel_(0, config_.organisation, clock_, mapping_, config.scheduler_window,
                 first_refresh) {}

  const DramClock& clock() const { return clock_; }
  const DramCounters& counters() const { return channel_.counters(); }
  // Bank `bank` of group `group`, counted over the stack IDs.
  int bank(int group, int bank) const { return group * config_.organisation.banks + bank; }

  RequestIndex read(Picoseconds at, int bank, int row, int bursts = 1) {
    return push(at, bank, row, bursts, false);
  }
  RequestIndex write(Picoseconds at, int bank, int row, int bursts = 1) {
    return push(at, bank, row, bursts, true);
  }
  RequestIndex stream(Picoseconds at, Bytes local_offset, std::int64_t bursts) {
    run_until(at);
    StreamPart part;
    part.request = next_request();
    part.local_offset = local_offset;
    part.bursts = bursts;
    part.arrival = at;
    channel_.push(part, at);
    return part.request;
  }

  void run_until(Picoseconds time) {
    while (channel_.next_event() <= time && channel_.next_event() != kNever) step();
  }
  void settle(Picoseconds end) {
    run_until(end);
    channel_.settle(end);
  }

  // Of the last burst.
  Picoseconds finish(RequestIndex request) {
    run_until(kNever);
    return finishes_[request];
  }
  // Of the last column command.
  Picoseconds read_column(RequestIndex request) {
    return finish(request) - clock_.cl - clock_.burst;
  }
  Picoseconds write_column(RequestIndex request) {
    return finish(request) - clock_.cwl - clock_.burst;
  }
  std::int64_t bursts_served(RequestIndex request) {
    run_until(kNever);
    return bursts_[request];
  }

 private:
  RequestIndex next_request() {
    finishes_.push_back(0);
    bursts_.push_back(0);
    return static_cast<RequestIndex>(finishes_.size() - 1);
  }
  RequestIndex push(Picoseconds at, int bank, int row, int bursts, bool write) {
    run_until(at);
    RowSegment segment;
    segment.arrival = at;
    segment.request = next_request();
    segment.bank = bank;
    segment.row = row;
    segment.bursts = bursts;
    segment.write = write;
    channel_.push(segment, at);
    return segment.request;
  }
  void step() {
    served_.clear();
    channel_.advance(served_);
    for (const Served& served : served_) {
      finishes_[served.request] = std::max(finishes_[served.request], served.finish);
      bursts_[served.request] += served.bursts;
    }
  }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  PseudoChannel channel_;
  std::vector<Picoseconds> finishes_;
  std::vector<std::int64_t> bursts_;
  std::vector<Served> served_;
};

// ---- the whole memory ----------------------------------------------------------------------

struct TestRequest {
  Picoseconds arrival = 0;  // not submitted before
  Address address = 0;
  Bytes bytes = 0;
  bool write = false;
};

struct Timed {
  Picoseconds start = 0;
  Picoseconds finish = -1;

  bool operator==(const Timed& other) const {
    return start == other.start && finish == other.finish;
  }
};

constexpr std::size_t kUnlimited = std::numeric_limits<std::size_t>::max();

// Submits its requests in order, each once it has arrived and fewer than `outstanding` are open.
struct Initiator {
  std::vector<TestRequest> requests;
  std::size_t outstanding = kUnlimited;
};

class Driver {
 public:
  Driver(HbmCore& core, const std::vector<Initiator>& initiators) : core_(core) {
    for (const Initiator& initiator : initiators) {
      states_.push_back({&initiator, 0, 0, std::vector<Timed>(initiator.requests.size())});
    }
  }

  // Times of every request of every initiator; each is checked to finish exactly once, at or after
  // the event that told of it.
  std::vector<std::vector<Timed>> run() {
    while (true) {
      const Picoseconds next = next_time();
      if (next == kNever) break;
      now_ = next;
      collect();
      submit();
    }
    CHECK(early_ == 0);
    CHECK(twice_ == 0);
    CHECK(core_.in_flight() == 0);
    std::vector<std::vector<Timed>> times;
    for (State& state : states_) {
      CHECK(std::all_of(state.times.begin(), state.times.end(),
                        [](const Timed& timed) { return timed.finish >= 0; }));
      times.push_back(std::move(state.times));
    }
    return times;
  }

 private:
  struct State {
    const Initiator* initiator;
    std::size_t next;
    std::size_t open;
    std::vector<Timed> times;

    bool may_submit() const {
      return next < initiator->requests.size() && open < initiator->outstanding;
    }
  };
  struct Flight {
    State* state;
    std::size_t index;
  };
  using Finish = std::pair<Picoseconds, State*>;

  Picoseconds next_time() const {
    Picoseconds next = core_.next_event();
    if (!finishes_.empty()) next = std::min(next, finishes_.top().first);
    for (const State& state : states_) {
      if (!state.may_submit()) continue;
      next = std::min(next, std::max(now_, state.initiator->requests[state.next].arrival));
    }
    return next;
  }

  void collect() {
    for (const HbmCompletion& completion : core_.advance(now_)) {
      const Flight& flight = *static_cast<Flight*>(completion.cookie);
      Timed& timed = flight.state->times[flight.index];
      if (timed.finish >= 0) ++twice_;
      if (completion.finish < now_) ++early_;
      timed.finish = completion.finish;
      finishes_.push({completion.finish, flight.state});
    }
    while (!finishes_.empty() && finishes_.top().first <= now_) {
      --finishes_.top().second->open;
      finishes_.pop();
    }
  }

  void submit() {
    for (State& state : states_) {
      while (state.may_submit()) {
        const TestRequest& request = state.initiator->requests[state.next];
        if (request.arrival > now_) break;
        flights_.push_back({&state, state.next});
        state.times[state.next].start = now_;
        core_.submit(now_, request.address, request.bytes, request.write, &flights_.back());
        ++state.next;
        ++state.open;
      }
    }
  }

  HbmCore& core_;
  std::vector<State> states_;
  std::deque<Flight> flights_;
  std::priority_queue<Finish, std::vector<Finish>, std::greater<>> finishes_;
  Picoseconds now_ = 0;
  int early_ = 0;
  int twice_ = 0;
};

inline std::vector<Timed> drive(HbmCore& core, std::vector<TestRequest> requests,
                                std::size_t outstanding = kUnlimited) {
  const std::vector<Initiator> initiators = {{std::move(requests), outstanding}};
  return Driver(core, initiators).run().front();
}

// Time from submission to finish of one request to an idle memory.
inline Picoseconds idle_latency(const HbmConfig& config, Address address, Bytes bytes, bool write) {
  HbmCore core(config);
  return drive(core, {{0, address, bytes, write}}).front().finish;
}

inline Picoseconds last_finish(const std::vector<Timed>& times) {
  Picoseconds last = 0;
  for (const Timed& timed : times) last = std::max(last, timed.finish);
  return last;
}

inline Picoseconds longest_latency(const std::vector<Timed>& times) {
  Picoseconds longest = 0;
  for (const Timed& timed : times) longest = std::max(longest, timed.finish - timed.start);
  return longest;
}

// `total` consecutive bytes in requests of `chunk`.
inline std::vector<TestRequest> contiguous(Address base, Bytes total, Bytes chunk,
                                           bool write = false) {
  std::vector<TestRequest> requests;
  for (Bytes at = 0; at < total; at += chunk) {
    requests.push_back({0, base + at, std::min(chunk, total - at), write});
  }
  return requests;
}

// `count` reads of `bytes` at random multiples of `align`, with mean distance `gap` in time.
inline std::vector<TestRequest> random_reads(const HbmConfig& config, std::size_t count,
                                             Bytes bytes, Bytes align, Picoseconds gap,
                                             unsigned seed) {
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<Bytes> place(0, config.organisation.capacity() / align - 1);
  std::uniform_int_distribution<Picoseconds> wait(0, 2 * gap);
  std::vector<TestRequest> requests;
  Picoseconds now = 0;
  while (requests.size() < count) {
    const Address address = place(random) * align;
    if (address + bytes > config.organisation.capacity()) continue;
    now += wait(random);
    requests.push_back({now, address, bytes, false});
  }
  return requests;
}

inline std::int64_t bursts_of(const HbmConfig& config, const TestRequest& request) {
  const Bytes access = config.organisation.access_bytes;
  const Bytes first = request.address / access;
  const Bytes last = (request.address + request.bytes - 1) / access;
  return static_cast<std::int64_t>(last - first + 1);
}

// The message of the std::invalid_argument that `action` throws.
template <class Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "<no error>";
}

}  // namespace dsavp::hbm_test

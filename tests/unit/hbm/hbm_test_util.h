#pragma once

// A driver that plays initiators with a bounded number of requests outstanding, and requests to
// drive.

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <random>
#include <utility>
#include <vector>

#include "tests/unit/hbm/hbm_test_configs.h"

namespace dsavp::hbm_test {

struct TestRequest {
  Picoseconds arrival = 0;  // not submitted before
  Address address = 0;
  Bytes bytes = 0;
  bool write = false;
};

struct Timed {
  Picoseconds start = 0;
  Picoseconds finish = -1;

  Picoseconds latency() const { return finish - start; }
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
  // `poll`: also looks at the core whenever so much time has passed; kNever: only when it has to.
  Driver(HbmCore& core, const std::vector<Initiator>& initiators, Picoseconds poll = kNever)
      : core_(core), poll_(poll) {
    for (const Initiator& initiator : initiators) {
      states_.push_back({&initiator, 0, 0, std::vector<Timed>(initiator.requests.size())});
    }
  }

  // Called whenever the driver has looked at the core.
  void at_every_look(std::function<void(Picoseconds)> then) { then_ = std::move(then); }

  // Times of every request of every initiator; each is checked to finish exactly once, and no
  // earlier than it was told of.
  std::vector<std::vector<Timed>> run() {
    for (Picoseconds next = next_time(); next != kNever; next = next_time()) {
      if (next < now_) FAIL("an event at " << next << " ps is due in the past, at " << now_);
      if (next == now_ && ++stands_still_ > kPatience) FAIL("time stands still at " << now_);
      if (next > now_) stands_still_ = 0;
      now_ = next;
      collect();
      submit();
      if (then_) then_(now_);
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
    if (poll_ != kNever && core_.in_flight() > 0) next = std::min(next, now_ + poll_);
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

  static constexpr int kPatience = 100'000;

  HbmCore& core_;
  const Picoseconds poll_;
  std::function<void(Picoseconds)> then_;
  std::vector<State> states_;
  std::deque<Flight> flights_;
  std::priority_queue<Finish, std::vector<Finish>, std::greater<>> finishes_;
  Picoseconds now_ = 0;
  int stands_still_ = 0;
  int early_ = 0;
  int twice_ = 0;
};

inline std::vector<Timed> drive(HbmCore& core, std::vector<TestRequest> requests,
                                std::size_t outstanding = kUnlimited, Picoseconds poll = kNever) {
  const std::vector<Initiator> initiators = {{std::move(requests), outstanding}};
  return Driver(core, initiators, poll).run().front();
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
  for (const Timed& timed : times) longest = std::max(longest, timed.latency());
  return longest;
}

inline double mean_latency_ns(const std::vector<Timed>& times) {
  double sum = 0;
  for (const Timed& timed : times) sum += to_ns(timed.latency());
  return sum / double(times.size());
}

inline Bytes total_bytes(const std::vector<TestRequest>& requests) {
  Bytes sum = 0;
  for (const TestRequest& request : requests) sum += request.bytes;
  return sum;
}

// Data rate of the requests, driven to their end.
inline double bandwidth_gbps(const HbmConfig& config, const std::vector<TestRequest>& requests,
                             std::size_t outstanding) {
  HbmCore core(config);
  const auto times = drive(core, requests, outstanding);
  return double(total_bytes(requests)) / to_ns(last_finish(times));
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

inline std::int64_t total_bursts(const HbmConfig& config,
                                 const std::vector<TestRequest>& requests) {
  std::int64_t sum = 0;
  for (const TestRequest& request : requests) sum += bursts_of(config, request);
  return sum;
}

}  // namespace dsavp::hbm_test

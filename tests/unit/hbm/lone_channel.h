#pragma once

// One channel by itself, driven with row segments and streams; all times in clocks.

#include <catch2/catch.hpp>
#include <vector>

#include "tests/unit/hbm/hbm_test_configs.h"

namespace dsavp::hbm_test {

class LoneChannel {
 public:
  // `first_refresh` of every pseudo-channel.
  explicit LoneChannel(const HbmConfig& config, Clocks first_refresh = kNeverClocks)
      : config_(config),
        clock_(config),
        mapping_(config),
        channel_(0, config_, clock_, mapping_,
                 std::vector<Clocks>(config.organisation.pseudo_channels, first_refresh), 0) {}

  const DramClock& clock() const { return clock_; }
  DramCounters counters() const { return channel_.counters(); }
  // Bank `bank` of group `group`, counted over the stack IDs.
  int bank(int group, int bank) const { return group * config_.organisation.banks + bank; }

  // Every request has to be no earlier than the one before.
  RequestIndex read(Clocks at, int bank, int row, int bursts = 1, int pseudo_channel = 0) {
    return push(at, bank, row, bursts, false, pseudo_channel);
  }
  RequestIndex write(Clocks at, int bank, int row, int bursts = 1, int pseudo_channel = 0) {
    return push(at, bank, row, bursts, true, pseudo_channel);
  }
  RequestIndex stream(Clocks at, Bytes local_offset, std::int64_t bursts) {
    StreamPart part;
    part.request = next_request(at);
    part.local_offset = local_offset;
    part.bursts = bursts;
    part.arrival = at;
    channel_.push(0, part);
    return part.request;
  }

  void settle(Clocks end) {
    run_until(end * clock_.period);
    channel_.settle(end * clock_.period);
  }

  // Of the last burst.
  Clocks finish(RequestIndex request) {
    run_until(kNever);
    return finishes_[request];
  }
  // Of the last column command.
  Clocks read_column(RequestIndex request) { return finish(request) - clock_.cl - clock_.burst; }
  Clocks write_column(RequestIndex request) { return finish(request) - clock_.cwl - clock_.burst; }
  std::int64_t bursts_served(RequestIndex request) {
    run_until(kNever);
    return bursts_[request];
  }

 private:
  RequestIndex next_request(Clocks at) {
    run_until(at * clock_.period);
    finishes_.push_back(0);
    bursts_.push_back(0);
    return static_cast<RequestIndex>(finishes_.size() - 1);
  }
  RequestIndex push(Clocks at, int bank, int row, int bursts, bool write, int pseudo_channel) {
    RowSegment segment;
    segment.arrival = at;
    segment.request = next_request(at);
    segment.bank = bank;
    segment.row = row;
    segment.bursts = bursts;
    segment.write = write;
    channel_.push(pseudo_channel, segment);
    return segment.request;
  }
  void run_until(Picoseconds time) {
    while (channel_.next_event() <= time && channel_.next_event() != kNever) {
      const Picoseconds now = channel_.next_event();
      served_.clear();
      channel_.advance(now, served_);
      if (served_.empty() && channel_.next_event() <= now) FAIL("time stands still at " << now);
      for (const Served& served : served_) {
        if (served.finish < now) FAIL("told at " << now << " of an end at " << served.finish);
        finishes_[served.request] =
            std::max(finishes_[served.request], served.finish / clock_.period);
        bursts_[served.request] += served.bursts;
      }
    }
  }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  Channel channel_;
  std::vector<Clocks> finishes_;
  std::vector<std::int64_t> bursts_;
  std::vector<Served> served_;
};

}  // namespace dsavp::hbm_test

// The streams of one pseudo-channel, served one after the other.
//
// While no row segment waits beside it a stream is served whole, in closed form, piece by piece
// between refreshes, at the rate that bank groups, activates and the row-command bus allow. As soon
// as a segment waits the piece ends with the row in hand, and the stream goes on as row segments
// until it is alone again.
#pragma once

#include "models/common/ring_queue.h"
#include "models/hbm/pseudo_channel.h"

namespace dsavp {

class StreamServer {
 public:
  StreamServer(int pseudo_channel, const HbmConfig& config, const DramClock& clock,
               const AddressMapping& mapping);

  void push(const StreamPart& stream) { streams_.push(stream); }
  bool empty() const { return streams_.empty(); }
  RowSegment take_row();

  bool serving() const { return serving_; }
  Clocks piece_end() const { return piece_end_; }
  Clocks last_column() const { return piece_end_ - column_time_; }
  void start(const PseudoChannel& dram, Clocks now);
  void cut(Clocks now);
  Served finish(PseudoChannel& dram);

 private:
  RowSegment head() const;
  Clocks duration(std::int64_t bursts) const;
  std::int64_t bursts_within(Clocks time) const;
  Clocks tail_after(std::int64_t end) const;

  const int pseudo_channel_;
  const Bytes access_bytes_;
  const std::int64_t row_bursts_;
  const AddressMapping& mapping_;
  const DramClock& clock_;
  const Clocks column_time_;  // of a burst
  const Clocks row_time_;     // of a row's commands
  const std::int64_t bursts_per_activate_;
  // Under per-bank refresh a bank's time in refresh and between: its share of a stream's rows waits.
  Clocks bank_refresh_ = 0;
  Clocks bank_between_ = 1;
  RingQueue<StreamPart> streams_;
  bool serving_ = false;
  Clocks piece_start_ = 0;
  Clocks piece_end_ = kLongAgo;
  bool last_was_write_ = false;
  std::int64_t piece_bursts_ = 0;
};

}  // namespace dsavp

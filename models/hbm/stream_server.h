// The streams of one pseudo-channel, served one after the other.
//
// While no row segment waits beside it a stream is served whole, in closed form, piece by piece
// between refreshes, at the rate that bank groups, activates and the row-command bus allow. As soon
// as a segment waits the piece ends with the row in hand, and the stream goes on as row segments
// until it is alone again.
#pragma once

#include <algorithm>

#include "models/common/ring_queue.h"
#include "models/hbm/pseudo_channel.h"
#include "models/hbm/stream_rate.h"

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
  Clocks last_column() const { return piece_end_ - rate_.column_time(); }
  bool begins_before(Clocks time) const { return piece_start_ < time; }
  // Before this nothing follows the piece, which may still be cut at `now` or later.
  Clocks nothing_follows_before(Clocks now) const {
    return std::min(last_column(), now - rate_.column_time());
  }
  void start(const PseudoChannel& dram, Clocks now);
  void cut(Clocks now);
  Served finish(PseudoChannel& dram);
  // Tells of a piece's begin before `until`, after which nothing can call it off any more.
  void tell_begin(const PseudoChannel& dram, Clocks until);

 private:
  RowSegment head() const;

  const int pseudo_channel_;
  const Bytes access_bytes_;
  const AddressMapping& mapping_;
  const DramClock& clock_;
  const StreamRate rate_;
  RingQueue<StreamPart> streams_;
  bool serving_ = false;
  bool begin_told_ = false;
  Clocks piece_start_ = 0;
  Clocks piece_end_ = kLongAgo;
  bool last_was_write_ = false;
  std::int64_t piece_bursts_ = 0;
};

}  // namespace dsavp

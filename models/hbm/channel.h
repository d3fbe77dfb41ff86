// One HBM channel: its pseudo-channels, the command buses that they share, and its scheduler's
// bounded window.
//
// Row segments wait in order of arrival until the window has room for their bursts, or for a part
// of them; what is in the window the pseudo-channels choose from (pseudo_channel.h). Streams bypass
// the window (stream_server.h).
//
// Decisions are made in order of time, with whatever has arrived by then, and as late as their
// consequences allow: next_event() is when an end has to be known, not when the commands that lead
// to it go. That lets a channel do much at once between two looks from outside.
#pragma once

#include <algorithm>
#include <memory>

#include "models/hbm/stream_server.h"

namespace dsavp {

class Channel {
 public:
  // `first_refresh` per pseudo-channel; kNeverClocks: none. What the DRAM ends reaches the requester
  // `return_time` later.
  Channel(int index, const HbmConfig& config, const DramClock& clock, const AddressMapping& mapping,
          const std::vector<Clocks>& first_refresh, Picoseconds return_time);

  void push(int pseudo_channel, const RowSegment& segment);
  void push(int pseudo_channel, const StreamPart& stream);

  Picoseconds next_event() const { return next_event_; }
  // Decides all that is due by `now` and appends what it finished.
  void advance(Picoseconds now, std::vector<Served>& served);

  // As advance(), with what it finished kept for the next one, and counts the refreshes of an idle
  // end of the run.
  void settle(Picoseconds end);
  DramCounters counters() const;

  void observe(BankObserver* observer);
  // See HbmCore; only while somebody observes.
  Picoseconds tell_until(Picoseconds now);

 private:
  enum class Action { kNone, kAdmit, kRefresh, kEndPiece, kColumn, kRow };
  struct Step {
    Clocks time = kNeverClocks;
    std::uint64_t age = 0;
    Action action = Action::kNone;
    std::size_t lane = 0;
  };
  struct Lane {
    Lane(int index, const HbmConfig& config, const DramClock& clock, const AddressMapping& mapping,
         Clocks first_refresh)
        : dram(config, clock, first_refresh), stream(index, config, clock, mapping) {}
    bool idle() const { return dram.segments() == 0 && stream.empty(); }

    PseudoChannel dram;
    StreamServer stream;
    std::unique_ptr<BankTeller> teller;  // of dram; null while nobody observes
    // What the lane does next, but for what it shares with the other.
    Step next;
    Step row;
    // The column commands given last, ccd_s or more apart.
    Clocks run_start = 0;
    Clocks run_end = -1;
  };
  struct Waiting {
    RowSegment segment;
    std::size_t lane = 0;
  };

  void decide(Clocks now);
  bool has_room() const;
  Clocks admission_time() const { return std::max(waiting_.front().segment.arrival, room_since_); }
  Step next_step() const;
  void plan(Lane& lane);
  Clocks free_column(std::size_t lane, Clocks time) const;
  void carry_out(const Step& step, Clocks now);
  void admit(Clocks now);
  void serve(Lane& lane, Clocks time, Clocks now);
  void tend_stream(Lane& lane, Clocks now);
  void find_next_event();

  static constexpr std::size_t kStreamRowsAhead = 2;
  static constexpr int kParts = 32;

  const int index_;
  const DramClock& clock_;
  const bool per_bank_refresh_;
  const bool runs_fit_;  // beside one another on the column-command bus
  const int window_;
  const int least_part_;  // of a segment that enters the window, unless it is all of it
  const Picoseconds return_time_;
  const Picoseconds column_lookahead_;
  const Clocks activate_to_column_;
  std::vector<Lane> lanes_;
  RingQueue<Waiting> waiting_;  // for the window, or not looked at yet
  int in_window_ = 0;
  Clocks room_since_ = 0;
  std::uint64_t next_age_ = 1;
  Clocks row_bus_free_ = 0;
  Picoseconds next_event_ = kNever;
  std::vector<Served> served_;
};

}  // namespace dsavp

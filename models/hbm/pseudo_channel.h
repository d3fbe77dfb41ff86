// Timing of one pseudo-channel: its banks, its data bus and its refresh.
//
// Work comes in two forms. A RowSegment is a run of bursts in one row; segments wait in a bounded
// window out of which the one whose first column command can go soonest is served, the oldest on a
// tie (first-ready, first-come; a segment passed over kMaxSkips times goes next). Row commands of a
// waiting segment are taken to have been issued as early as the bank allowed since it entered the
// window, which is how a controller hides activation behind other transfers. A StreamPart is a long
// run of consecutive local bytes; while no segment waits it is served whole, in closed form, at the
// column rate that its bank groups allow; as soon as one waits it continues row by row beside it.
//
// A choice is made when its first column command is due, never earlier, so that whatever arrives
// before then takes part. Nothing is stepped: next_event() says when the next choice is due.
//
// Simplifications: the bursts of a segment go at tCCD_L and leave room between them for another
// bank group's; a stream served whole leaves its banks precharged; a refresh waits for the column
// commands already chosen and then precharges and blocks all banks for tRP + tRFC.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/common/ring_queue.h"
#include "models/hbm/address_mapping.h"
#include "models/hbm/dram_clock.h"

namespace dsavp {

using RequestIndex = std::uint32_t;

struct RowSegment {
  Picoseconds arrival = 0;
  RequestIndex request = 0;
  int bank = 0;
  int row = 0;
  int bursts = 0;
  int skips = 0;
  bool write = false;
  bool of_stream = false;
};

struct StreamPart {
  RequestIndex request = 0;
  Bytes local_offset = 0;
  std::int64_t bursts = 0;
  bool write = false;
  Picoseconds arrival = 0;
};

// `bursts` of `request` have their last byte at `finish`.
struct Served {
  RequestIndex request = 0;
  std::int64_t bursts = 0;
  Picoseconds finish = 0;
};

struct DramCounters {
  std::int64_t row_hits = 0;    // bursts that found their row open
  std::int64_t row_misses = 0;  // bursts that waited for an activation
  std::int64_t refreshes = 0;   // all-bank refreshes of one pseudo-channel
  Picoseconds bus_busy = 0;     // data bus time, summed over pseudo-channels
};

class PseudoChannel {
 public:
  PseudoChannel(int index, const DramOrganisation& organisation, const DramClock& clock,
                const AddressMapping& mapping, int window, Picoseconds first_refresh);

  void push(const RowSegment& segment, Picoseconds now);
  void push(const StreamPart& stream, Picoseconds now);

  // When the next choice is due or a stream's service ends; kNever if nothing waits.
  Picoseconds next_event() const { return next_event_; }
  // Does what is due at next_event() and appends what it finished.
  void advance(std::vector<Served>& served);

  // Counts the refreshes of an idle end of the run.
  void settle(Picoseconds end);
  const DramCounters& counters() const { return counters_; }

 private:
  struct Bank {
    int open_row = -1;
    std::uint32_t epoch = 0;  // the row is closed if the pseudo-channel's epoch has moved on
    Picoseconds next_activate = 0;
    Picoseconds next_precharge = 0;
    Picoseconds next_column = 0;
  };
  struct Group {
    Picoseconds next_column = 0;
    Picoseconds next_activate = 0;
  };
  // The last four activates of a stack ID, for tFAW, and its tRRD_S.
  struct ActivateWindow {
    std::array<Picoseconds, 4> times{};
    int oldest = 0;
    Picoseconds next_activate = 0;
  };
  struct Plan {
    Picoseconds column = kNever;
    Picoseconds activate = -1;  // -1: the row is open
  };

  bool is_open(const Bank& bank) const { return bank.open_row >= 0 && bank.epoch == epoch_; }
  Plan plan(const RowSegment& segment) const;
  Picoseconds bus_ready(bool write) const;
  void choose(Picoseconds now);
  void scan_window();
  void refill_window(Picoseconds now);
  void feed_stream_rows();
  RowSegment next_stream_row();
  void commit_segment(std::vector<Served>& served);
  void occupy(const RowSegment& segment, const Plan& plan);
  void open_row(const RowSegment& segment, Picoseconds activate);
  void take_bus(Picoseconds first_column, Picoseconds last_column, std::int64_t bursts, bool write);
  RowSegment stream_head(Picoseconds arrival) const;
  void start_stream(Picoseconds now);
  void cut_stream(Picoseconds now);
  void finish_stream_piece(std::vector<Served>& served);
  void refresh_due_by(Picoseconds time);
  void refresh();
  Picoseconds column_to_end(bool write) const {
    return (write ? clock_.cwl : clock_.cl) + clock_.burst;
  }

  static constexpr int kMaxSkips = 64;
  static constexpr int kStreamRowsAhead = 2;

  const int index_;
  const DramOrganisation& organisation_;
  const DramClock& clock_;
  const AddressMapping& mapping_;
  const std::size_t window_size_;
  const Picoseconds stream_burst_;  // time per burst of a stream served whole
  const std::int64_t row_bursts_;

  std::vector<Bank> banks_;
  std::vector<Group> groups_;
  std::vector<ActivateWindow> activates_;
  Picoseconds bus_next_ = 0;
  Picoseconds columns_end_ = 0;  // of all column commands chosen; may lie after bus_next_
  bool last_was_write_ = false;
  Picoseconds turnaround_ = 0;  // earliest column command in the other direction
  std::uint32_t epoch_ = 0;     // counts the times that all rows were closed
  Picoseconds next_refresh_ = kNever;
  Picoseconds banks_ready_ = 0;  // no activate before: the end of the last refresh

  std::vector<RowSegment> window_;
  RingQueue<RowSegment> backlog_;
  RingQueue<StreamPart> streams_;
  int stream_rows_waiting_ = 0;
  std::size_t chosen_ = 0;
  Plan chosen_plan_;

  bool serving_stream_ = false;
  Picoseconds piece_start_ = 0;
  std::int64_t piece_bursts_ = 0;

  Picoseconds next_event_ = kNever;
  DramCounters counters_;
};

}  // namespace dsavp

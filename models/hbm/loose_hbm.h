// The memory's timing for loosely-timed simulation: each request is carried to its end as it comes.
//
// The same memory as HbmCore's: its map, its timing parameters, its refreshes, its rates of streams.
// What differs is the scheduler. HbmCore chooses among what waits; here requests take what they need
// in the order of the calls, each from its arrival on: its bank for as long as a row takes, a share
// of its pseudo-channel's activates and of its data bus. Banks and bus are not held idle for one
// another, as if a first-ready scheduler had an endless window; what HbmCore's loses under load is
// charged to the bus instead (loaded_bus_time.h).
// Left out besides: the window's and the row hits' limits, reads before writes, row hits of requests
// that come while an earlier one of another row waits; the row- and column-command buses between
// pseudo-channels but for their rate. A request beside a stream waits for the stream's whole chunk.
// Errors: as HbmCore.
#pragma once

#include <vector>

#include "models/hbm/loaded_bus_time.h"
#include "models/hbm/stream_rate.h"

namespace dsavp {

class LooseHbm {
 public:
  explicit LooseHbm(const HbmConfig& config);

  // Takes `bytes` > 0 from `address`, within the memory; returns when the last byte has moved.
  Picoseconds access(Picoseconds arrival, Address address, Bytes bytes, bool write);

  // Sums over pseudo-channels, refreshes up to `end` included.
  DramCounters counters(Picoseconds end) const;

 private:
  struct Bank {
    int open_row = kClosed;
    std::int32_t streams_seen = 0;  // of its pseudo-channel; each leaves the banks closed
    Clocks next_activate = 0;
    Clocks next_precharge = 0;
    Clocks next_column = 0;
    Clocks next_refresh = kNeverClocks;
  };
  struct Lane {  // a pseudo-channel
    std::int32_t streams = 0;
    Clocks activates_free = 0;           // by their number alone
    Picoseconds bus_free = 0;            // by its work alone
    Clocks next_read = 0;                // after a write
    Clocks next_write = 0;               // after a read
    Clocks next_refresh = kNeverClocks;  // of all banks, for streams
  };
  static constexpr int kClosed = -1;

  Clocks access_rows(Clocks arrival, Address begin, Address end, bool write);
  Clocks access_stream(Clocks arrival, Address begin, Address end, bool write);
  void split_stream(Address begin, Address end);
  Clocks first_row(std::size_t lane, Clocks arrival, bool write);
  Bank& bank_at(const DramPlace& place);
  Clocks access_run(Clocks arrival, const DramPlace& place, int bursts, bool write);
  Clocks open_row(Lane& lane, Bank& bank, Clocks arrival, int row, bool write);
  void refresh_until(Bank& bank, Clocks time);
  Clocks end_of_stream(Lane& lane, Clocks start, Clocks time) const;
  Clocks column_to_end(bool write) const { return (write ? clock_.cwl : clock_.cl) + clock_.burst; }

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  const StreamRate rate_;
  const Bytes access_bytes_;
  const bool closed_page_;
  const Bytes stream_bytes_;  // from which on a request is a stream
  const Picoseconds controller_;
  const LoadedBusTime bus_time_;
  const Clocks activate_interval_;
  const Clocks refresh_interval_;  // of one bank
  const int banks_;                // per pseudo-channel
  std::vector<Lane> lanes_;
  std::vector<Bank> banks_of_lanes_;
  std::vector<StreamPart> stream_parts_;  // of the stream in hand, per pseudo-channel
  DramCounters counters_;
};

}  // namespace dsavp

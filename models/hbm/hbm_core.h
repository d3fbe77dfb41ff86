// The whole memory's timing: splits requests of any size over pseudo-channels and rows, and joins
// their ends again. Plain C++; time is handed in.
//
// A request's bytes are rounded out to whole bursts. One of stream_threshold() or more becomes one
// stream per pseudo-channel; a smaller one row segments.
// Errors: std::invalid_argument on construction for an impossible configuration.
#pragma once

#include <memory>
#include <vector>

#include "models/hbm/channel.h"
#include "models/hbm/event_tree.h"

namespace dsavp {

struct HbmCompletion {
  void* cookie = nullptr;
  Picoseconds finish = 0;
};

class HbmCore {
 public:
  explicit HbmCore(const HbmConfig& config);
  HbmCore(const HbmCore&) = delete;
  HbmCore& operator=(const HbmCore&) = delete;

  Bytes capacity() const { return mapping_.capacity(); }
  double peak_gbps() const { return peak_gbps_; }
  const AddressMapping& mapping() const { return mapping_; }
  const DramOrganisation& organisation() const { return config_.organisation; }

  // Takes `bytes` > 0 from `address`, within capacity(). advance(now) has been called before.
  void submit(Picoseconds now, Address address, Bytes bytes, bool write, void* cookie);

  // When the next end has to be known at the latest.
  Picoseconds next_event() const { return events_.earliest_time(); }
  // Does all that is due by `now` and returns the requests whose end became known, each at or before
  // its finish. The list holds until the next call.
  const std::vector<HbmCompletion>& advance(Picoseconds now);

  std::size_t in_flight() const { return requests_.size() - free_requests_.size(); }
  // Sums over pseudo-channels, refreshes up to `end` included.
  DramCounters counters(Picoseconds end);

  // From before the first request on; null: nobody any more. The observer outlives it or leaves.
  void observe(BankObserver* observer);
  // Tells the observer what is settled but was kept back: refreshes of what is idle, precharges, the
  // begins of streams. Returns up to when all is told: nothing before that comes later. It lies
  // behind `now` by as much as decisions do: at most tRCD, tCL or tCWL, a burst and the controller's
  // time (Channel), beside streams by more: under per-bank refresh a whole piece.
  Picoseconds tell_until(Picoseconds now);

 private:
  struct Request {
    std::int64_t bursts_left = 0;
    Picoseconds finish = 0;
    void* cookie = nullptr;
  };
  struct Pending {
    RowSegment segment;
    bool used = false;
  };

  RequestIndex open_request(std::int64_t bursts, void* cookie);
  void submit_rows(Address begin, Address end, const RowSegment& like);
  void submit_stream(Address begin, Address end, const RowSegment& like);
  void flush_pending();
  void push(int pseudo_channel, const RowSegment& segment);
  void account(const Served& served);

  const HbmConfig config_;
  const DramClock clock_;
  const AddressMapping mapping_;
  const Bytes stream_bytes_;  // from which on a request is a stream
  const double peak_gbps_;
  const Picoseconds controller_;
  const int pseudo_channels_;  // of the whole memory
  std::vector<std::unique_ptr<Channel>> channels_;
  EventTree events_;
  std::vector<Request> requests_;
  std::vector<RequestIndex> free_requests_;
  std::vector<Pending> pending_;
  std::vector<int> pending_channels_;
  std::vector<StreamPart> stream_parts_;
  std::vector<Served> served_;
  std::vector<HbmCompletion> completions_;
};

}  // namespace dsavp

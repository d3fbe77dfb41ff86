// What the reading parts share: a job is a series of reads, some number in flight, with computation
// on each read's data as it arrives, in order of arrival, and a fixed time at the end.
//
// A read larger than a piece is made of several transactions on consecutive addresses, each sent
// when the one before it has been answered; it counts as one read in flight until its last byte has
// come. The turns at which reads begin are an interval apart; later pieces need no turn.
//
// Loosely timed, the unit runs ahead of the kernel at its local time, one transaction after the
// other in order of time, and synchronises once a quantum (tlm_quantumkeeper). A target that lets
// time pass within blocking transport serialises its reads.
//
// Where data are checked, its reads have bytes of their own, and each that comes is held to what the
// scoreboard says; the first wrong one fails the run.
//
// Time is busy while a job is dispatched and while it computes, stalled while it waits for data,
// idle between jobs.
#pragma once

#include <string>
#include <systemc>

#include "models/common/abstraction.h"
#include "models/common/activity.h"
#include "models/common/at_initiator_port.h"
#include "models/common/histogram.h"
#include "models/common/payload_pool.h"
#include "models/common/ring_queue.h"
#include "models/common/run_status.h"
#include "models/common/stream.h"
#include "models/common/timed_queue.h"
#include "models/common/token_data.h"
// Needs <systemc> before it.
#include <tlm_utils/tlm_quantumkeeper.h>

namespace dsavp {

struct ReadPacing {
  int in_flight = 1;
  int reads_per_turn = 1;
  Bytes piece_bytes = 0;           // most that one transaction reads; 0: a read is one transaction
  Picoseconds dispatch = 0;        // from start() to the first turn
  Picoseconds issue_interval = 0;  // at least, from turn to turn
  Picoseconds lead = 0;            // from a read's turn to its request
  Picoseconds tail = 0;            // after the last computation
};

class ReadUnit : public sc_core::sc_module, private AtInitiator {
 public:
  ReadUnit(const sc_core::sc_module_name& name, PayloadPool& pool, RunStatus& status,
           Abstraction abstraction);

  AtInitiatorPort port;

  // All its reads are of tokens, whose data it checks from now on. `data` outlives it.
  void check_data(TokenData& data) { data_ = &data; }

  // Notified when the job has ended.
  const sc_core::sc_event& done() const { return done_; }
  // When the last data of the job, or the last one ended, came.
  Picoseconds last_data() const { return last_data_; }
  ActivityTime time(Picoseconds end) const;
  // From a read's first BEGIN_REQ to its last data.
  const Histogram& latency() const { return latency_; }
  std::int64_t reads() const { return latency_.count(); }
  Bytes bytes() const { return bytes_; }
  // What it waits for, on one line, for messages.
  std::string describe_waiting() const;

 protected:
  void start_job(const ReadPacing& pacing, int layer);

 private:
  // The next read of the job; false if there is none left.
  virtual bool next_read(Read& read) = 0;
  virtual Picoseconds compute_time(Bytes bytes) const = 0;

  void response(tlm::tlm_generic_payload& payload, Picoseconds when, int port) override;
  void wake_by(Picoseconds when);
  // A transaction: what of a read comes after its first `done` bytes.
  struct Piece {
    Read whole;
    Bytes done = 0;
    Bytes bytes = 0;
    Picoseconds first_at = 0;  // when the read's first was sent
  };
  struct LooseDeparture {
    Picoseconds when = 0;
    Piece piece;
  };

  void work();
  void run_ahead();
  Picoseconds next_loose_time() const;
  void work_loosely_at(Picoseconds now);
  void transact_loosely(const Piece& piece, Picoseconds when);
  void work_at(Picoseconds now);
  void begin_job(Picoseconds now);
  tlm::tlm_generic_payload& payload_of(const Piece& piece, Picoseconds sent_at);
  void issue(Picoseconds now);
  void send(const Read& whole, Bytes done, Picoseconds when, Picoseconds first_at);
  void take(tlm::tlm_generic_payload& payload, Picoseconds now);
  void check_response(const tlm::tlm_generic_payload& payload, const Attribution& by);
  void arrived(const Piece& piece, Picoseconds now);
  void check(const tlm::tlm_generic_payload& payload, const Attribution& by);
  void end_if_done(Picoseconds now);

  PayloadPool& pool_;
  RunStatus& status_;
  TokenData* data_ = nullptr;
  const bool loosely_timed_;
  // What the part does next is done then: the kernel's time, or one ahead of it.
  Picoseconds local_time_ = 0;
  tlm_utils::tlm_quantumkeeper quantum_keeper_;
  sc_core::sc_event begin_;
  ReadPacing pacing_;
  int layer_ = -1;
  bool active_ = false;
  bool exhausted_ = false;
  int in_flight_ = 0;
  int in_turn_ = 0;  // reads that have begun in the turn at next_issue_
  Picoseconds next_issue_ = 0;
  Picoseconds compute_free_ = 0;
  Picoseconds started_ = 0;
  Picoseconds last_data_ = 0;
  TimedQueue<tlm::tlm_generic_payload*> departures_;
  TimedQueue<tlm::tlm_generic_payload*> arrivals_;
  // Loosely timed, a payload is needed no longer than its call lasts, so that one serves all.
  RingQueue<LooseDeparture> loose_departures_;  // in order of time, since reads begin in it
  TimedQueue<std::uint32_t> loose_arrivals_;    // places in loose_pieces_
  std::vector<Piece> loose_pieces_;
  std::vector<std::uint32_t> loose_free_;
  sc_core::sc_event wake_;
  Picoseconds wake_at_ = kNever;
  sc_core::sc_event done_;
  Picoseconds busy_ = 0;
  Picoseconds active_time_ = 0;
  Picoseconds ended_ = 0;
  Bytes bytes_ = 0;
  Histogram latency_;
};

}  // namespace dsavp

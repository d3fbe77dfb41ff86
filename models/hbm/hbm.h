// The HBM as a TLM-2.0 target: a thin shell around HbmCore, or loosely timed around LooseHbm.
//
// Takes reads and writes of any size; holds requests back while queue_depth are inside; responds
// when the last byte has moved. Data is not modelled, and debug transport transfers 0 bytes, unless it
// is asked to keep data: then bytes move when a transaction ends, those that carry data, and debug
// transport reads and writes them; what was never written is 0.
// Errors: an address past the capacity is answered with an address error, byte enables with a byte-
// enable error, a streaming width below the length with a burst error, what is neither read nor write
// with a command error.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <systemc>

#include "models/common/activity.h"
#include "models/common/at_target_port.h"
#include "models/common/bounded_places.h"
#include "models/common/sparse_memory.h"
#include "models/common/timed_queue.h"
#include "models/hbm/hbm_core.h"
#include "models/hbm/loose_hbm.h"

namespace dsavp {

struct HbmCounters {
  Bytes bytes_read = 0;
  Bytes bytes_written = 0;
  std::int64_t transactions = 0;
  DramCounters dram;
  double utilisation = 0;  // data bus time in use / time of all data buses
  ActivityTime time;
};

class Hbm : public sc_core::sc_module, private AtTarget {
 public:
  Hbm(const sc_core::sc_module_name& name, const HbmConfig& config,
      Abstraction abstraction = Abstraction::kApproximatelyTimed);

  AtTargetPort port;

  // From now on it has content. Before the simulation begins.
  void keep_data() { content_ = std::make_unique<SparseMemory>(); }

  const HbmCore& core() const { return core_; }
  // As HbmCore's; loosely timed, banks are not stepped and nothing is told.
  void observe_banks(BankObserver* observer) { core_.observe(observer); }
  Picoseconds tell_banks_until(Picoseconds now) { return core_.tell_until(now); }
  HbmCounters counters(Picoseconds end);
  Bytes bytes_read() const { return counters_.bytes_read; }
  Bytes bytes_written() const { return counters_.bytes_written; }
  // What waits inside, on one line, for messages.
  std::string describe_waiting() const;

 private:
  bool accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) override;
  Picoseconds transport(tlm::tlm_generic_payload& payload, Picoseconds arrival, int port) override;
  unsigned debug(tlm::tlm_generic_payload& payload, int port) override;
  void move_data(tlm::tlm_generic_payload& payload);
  void work();
  void schedule();
  void finish(tlm::tlm_generic_payload& payload, Picoseconds now);
  void count(const tlm::tlm_generic_payload& payload);

  HbmCore core_;
  std::unique_ptr<SparseMemory> content_;  // where data are kept
  std::optional<LooseHbm> loose_core_;
  BoundedPlaces<char> loose_places_;
  const int pseudo_channels_;
  const std::size_t queue_depth_;
  std::size_t inside_ = 0;
  TimedQueue<tlm::tlm_generic_payload*> arrivals_;
  TimedQueue<tlm::tlm_generic_payload*> finishes_;
  sc_core::sc_event wake_;
  Picoseconds wake_at_ = kNever;
  HbmCounters counters_;
  TrafficActivity activity_;
};

}  // namespace dsavp

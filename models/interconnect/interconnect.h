// The interconnect: initiators on one side, targets by address on the other.
//
// Each target has a request link and a response link of the configured bandwidth; a read occupies
// the request link with its command and the response link with its data, a write the other way
// round. Requests for one target are granted round-robin among the initiators that wait for it; a
// request is held back (no END_REQ) while the target holds an earlier one back. Data flows through
// while it arrives, so a long transfer costs its link time once, not once per hop.
// Targets see addresses from the start of their range.
// Loosely timed, a transaction takes the first free time of its links, nothing is held back and there
// is nothing to arbitrate.
// Left out: topology, and preemption of a long transfer by a short one. transport_dbg is routed.
// Errors: no target for the address -> address error response.
#pragma once

#include <tsl/robin_map.h>

#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "models/common/abstraction.h"
#include "models/common/activity.h"
#include "models/common/address_hash.h"
#include "models/common/at_initiator_port.h"
#include "models/common/at_target_port.h"
#include "models/common/busy_calendar.h"
#include "models/interconnect/address_map.h"
#include "models/interconnect/interconnect_config.h"

namespace dsavp {

struct InterconnectCounters {
  std::int64_t transactions = 0;
  std::int64_t held_back = 0;
  Bytes bytes = 0;
  ActivityTime time;
};

class Interconnect : public sc_core::sc_module, private AtTarget, private AtInitiator {
 public:
  // `map`'s targets are 0 .. targets-1.
  Interconnect(const sc_core::sc_module_name& name, const InterconnectConfig& config,
               AddressMap map, int initiators, int targets,
               Abstraction abstraction = Abstraction::kApproximatelyTimed);

  AtTargetPort& from_initiator(int index) { return *initiators_[index]; }
  AtInitiatorPort& to_target(int index) { return *targets_[index].port; }

  InterconnectCounters counters(Picoseconds end) const;
  // What waits inside, on one line, for messages.
  std::string describe_waiting() const;

 private:
  struct Target {
    std::unique_ptr<AtInitiatorPort> port;
    Picoseconds request_link_free = 0;
    Picoseconds response_link_free = 0;
    BusyCalendar request_link;  // loosely timed
    BusyCalendar response_link;
    int last_granted = 0;
    int waiting = 0;
  };

  bool accept(tlm::tlm_generic_payload& payload, Picoseconds arrival, int initiator) override;
  Picoseconds transport(tlm::tlm_generic_payload& payload, Picoseconds arrival,
                        int initiator) override;
  unsigned debug(tlm::tlm_generic_payload& payload, int initiator) override;
  void response(tlm::tlm_generic_payload& payload, Picoseconds when, int target) override;
  void request_channel_free(int target) override;
  void forward(tlm::tlm_generic_payload& payload, Picoseconds arrival, int initiator, int target);

  const TransferRate rate_;
  const Picoseconds latency_;
  const Bytes command_bytes_;
  const AddressMap map_;
  std::vector<std::unique_ptr<AtTargetPort>> initiators_;
  std::vector<int> waits_for_;  // target that each initiator's held request is for, or -1
  std::vector<Target> targets_;
  int granted_ = -1;  // initiator being resumed
  tsl::robin_map<tlm::tlm_generic_payload*, int, PointerHash> came_from_;
  InterconnectCounters counters_;
  TrafficActivity activity_;
};

}  // namespace dsavp

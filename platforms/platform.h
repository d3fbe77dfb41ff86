// The machine: parts wired as the configuration says.
//
//   sequencer, weight streamer, indexer, sparse attention --> interconnect --> LLC --> HBM
//                                                                 |
//                                                                 +--> LLC control port
//
// Address map: the HBM from 0, the LLC's registers from kRegisterBase.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/hbm/hbm.h"
#include "models/indexer/indexer.h"
#include "models/interconnect/interconnect.h"
#include "models/llc/llc.h"
#include "models/sequencer/sequencer.h"
#include "models/sparse_attention/sparse_attention.h"
#include "models/weight_streamer/weight_streamer.h"
#include "platforms/study.h"
#include "testbench/socket_tap/socket_tap.h"

namespace dsavp {

// Who looks at a socket, by its name: "sequencer", "weight_streamer", "indexer" and
// "sparse_attention" are the units' own, "llc.data" and "llc.control" the interconnect's towards the
// LLC, "hbm" the LLC's towards memory. Nobody: the two sides are bound directly.
using SocketObservers = std::function<std::vector<SocketObserver*>(const std::string& socket)>;
// Those of the first, which are nearest to the initiator, then those of the next; null if none are
// given.
SocketObservers all_of(const std::vector<SocketObservers>& observers);

// A module of the caller's that takes part between an initiator and a target.
struct InsertedModule {
  tlm::tlm_target_socket<>& from_initiator;
  tlm::tlm_initiator_socket<>& to_target;
};
// What is put on a socket, by the same names; behind its observers, as the initiator sees them.
using SocketInsertions = std::function<std::optional<InsertedModule>(const std::string& socket)>;

class Platform {
 public:
  static constexpr Address kRegisterBase = Address{1} << 48;

  // Elaborates into SystemC's current context; one platform per process is simulated. The socket
  // observers and the modules inserted outlive it.
  Platform(const Study& study, StepSource& source, StepObserver& observer,
           const SocketObservers& observers = nullptr,
           const SocketInsertions& insertions = nullptr);

  // Runs to the end of the source. Errors: std::runtime_error when the run failed (run_kernel.h).
  void run();
  // What waits in each part, on one line.
  std::string describe_waiting() const;

  const ModelShape shape;
  const MemoryLayout layout;
  PayloadPool pool;
  RunStatus status;
  TokenData token_data;  // in use where simulation.check_data is on
  Hbm hbm;
  Llc llc;
  Interconnect interconnect;
  WeightStreamer weight_streamer;
  Indexer indexer;
  SparseAttention sparse_attention;
  Sequencer sequencer;

 private:
  void connect(AtInitiatorPort& initiator, AtTargetPort& target,
               const std::vector<SocketObserver*>& observers,
               const std::optional<InsertedModule>& inserted);

  const SimulationConfig limits_;
  std::vector<std::unique_ptr<SocketTap>> taps_;
};

}  // namespace dsavp

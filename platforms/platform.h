// The machine: parts wired as the configuration says.
//
//   sequencer, weight streamer, indexer, sparse attention --> interconnect --> LLC --> HBM
//                                                                 |
//                                                                 +--> LLC control port
//
// Address map: the HBM from 0, the LLC's registers from kRegisterBase.
#pragma once

#include "models/hbm/hbm.h"
#include "models/indexer/indexer.h"
#include "models/interconnect/interconnect.h"
#include "models/llc/llc.h"
#include "models/sequencer/sequencer.h"
#include "models/sparse_attention/sparse_attention.h"
#include "models/weight_streamer/weight_streamer.h"
#include "platforms/study.h"

namespace dsavp {

class Platform {
 public:
  static constexpr Address kRegisterBase = Address{1} << 48;

  // Elaborates into SystemC's current context; one platform per process is simulated.
  Platform(const Study& study, StepSource& source, StepObserver& observer);

  // Runs to the end of the source. Errors: std::runtime_error when the run failed: an error
  // response, a lost transaction, a leak of transactions.
  void run();

  const ModelShape shape;
  const MemoryLayout layout;
  PayloadPool pool;
  RunStatus status;
  Hbm hbm;
  Llc llc;
  Interconnect interconnect;
  WeightStreamer weight_streamer;
  Indexer indexer;
  SparseAttention sparse_attention;
  Sequencer sequencer;
};

}  // namespace dsavp

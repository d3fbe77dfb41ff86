// The command processor and software's part: programs the reservation over the LLC's registers,
// then runs each layer's program for each decode step.
//
// The program of a layer of sparse attention, from which other schemes (scheme_list.h) leave something
// out: stream the weights that come before the gather; append the new token's KV and
// indexer key of each request, and wait for both to be in memory; run the indexer, in the layers
// that have one; announce each request's list, if a reservation is programmed, while the engine is
// being dispatched; gather and compute; stream the output projection and FFN or experts. Layers run
// in order; the requests of a batch share each layer's weights. The append stands before the
// indexer because a step's context includes the current token, which the indexer scores and the
// gather may read.
// Where data are checked, each append writes the next version of its token, and a token that was there
// before the run, the prefill's, is put into memory by debug transport when it is first chosen.
// Left out: overlap of phases, several batches in flight, collectives between GPUs, sampling.
// Errors: a refused register write or a failed append fails the run, naming the access.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <systemc>
#include <vector>

#include "models/common/at_initiator_port.h"
#include "models/common/payload_pool.h"
#include "models/common/run_status.h"
#include "models/common/token_data.h"
#include "models/indexer/indexer.h"
#include "models/llc/partition_plan.h"
#include "models/sequencer/decode_step.h"
#include "models/sequencer/memory_layout.h"
#include "models/sequencer/scheme_list.h"
#include "models/sparse_attention/sparse_attention.h"
#include "models/weight_streamer/weight_streamer.h"

namespace dsavp {

struct Program {
  int layers = 0;
  int requests = 0;
  const ModelShape* shape = nullptr;
  const MemoryLayout* layout = nullptr;
  SchemeKind attention = SchemeKind::kSparse;
  ReservationConfig reservation;
  Address register_base = 0;  // of the LLC's control port
};

// The token windows that it programs: a request's KV of one layer each, layer by layer.
// Errors: std::invalid_argument if the reservation's shares give nobody anything.
std::vector<TokenWindow> token_windows(const Program& program);

struct Units {
  WeightStreamer& weights;
  Indexer& indexer;
  SparseAttention& attention;
};

class Sequencer : public sc_core::sc_module, private AtInitiator {
 public:
  Sequencer(const sc_core::sc_module_name& name, const Program& program, const Units& units,
            StepSource& source, StepObserver& observer, PayloadPool& pool, RunStatus& status,
            Abstraction abstraction = Abstraction::kApproximatelyTimed);

  AtInitiatorPort port;

  // Tokens have data from now on. `data` outlives it.
  void check_data(TokenData& data) { data_ = &data; }

  bool finished() const { return finished_; }
  Picoseconds setup_time() const { return setup_time_; }
  // When the last step ended; only if finished().
  Picoseconds end_time() const { return end_time_; }
  Bytes bytes_appended() const { return bytes_appended_; }
  // Where its program is, on one line, for messages.
  std::string describe_waiting() const;

 private:
  void response(tlm::tlm_generic_payload& payload, Picoseconds when, int port) override;

  void run();
  void program_reservation();
  void program_windows();
  PhaseTimes run_layer(int layer);
  void stream_weights(const Extent& weights, double flops, int layer);
  void append(int layer);
  void append_token(int layer, int request, Bytes token);
  void prefill(int layer);
  bool prefill_token(Address address, std::int32_t token);
  void run_indexer(int layer);
  void announce(int layer);
  void gather(int layer, Picoseconds dispatched_at);
  void write_register(std::uint64_t offset, std::uint64_t value);
  void post_register(std::uint64_t offset, std::uint64_t value);
  Attribution attribution(int layer, int request) const;
  void send_write(Address address, Bytes bytes, int layer, int request,
                  unsigned char* data = nullptr, unsigned streaming_width = 0);
  void send(tlm::tlm_generic_payload& payload);
  void wait_for_writes();

  const Program program_;
  const std::unique_ptr<AttentionScheme> scheme_;
  const Units units_;
  StepSource& source_;
  StepObserver& observer_;
  PayloadPool& pool_;
  RunStatus& status_;
  TokenData* data_ = nullptr;
  const bool loosely_timed_;
  int outstanding_ = 0;
  Picoseconds last_response_ = 0;
  sc_core::sc_event all_answered_;
  std::vector<std::int32_t> lists_;
  std::vector<unsigned char> token_bytes_;  // of the prefill, scratch
  std::deque<std::uint64_t> values_;        // of register writes under way; their addresses stay
  // Where the program is, for messages.
  const char* doing_ = "programming";
  std::int64_t steps_ = 0;
  int layer_ = -1;
  bool finished_ = false;
  Picoseconds setup_time_ = 0;
  Picoseconds end_time_ = 0;
  Bytes bytes_appended_ = 0;
};

}  // namespace dsavp

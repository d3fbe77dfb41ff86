#include "platforms/platform.h"

#include <fmt/format.h>

#include "platforms/run_kernel.h"
#include "platforms/trace_foresight.h"

namespace dsavp {
namespace {

enum Initiator { kSequencer, kWeightStreamer, kIndexer, kSparseAttention, kInitiators };
enum Target { kLlcData, kLlcControl, kTargets };

// Larger than any transaction of ours: stream chunks are at most 64 MiB, an announced list 4 B a
// token.
constexpr std::size_t kLargestTransaction = std::size_t{256} << 20;

AddressMap address_map(const PlatformConfig& config) {
  return AddressMap({
      {"hbm", 0, config.hbm.organisation.capacity(), kLlcData},
      {"llc control", Platform::kRegisterBase, token_registers::kSpan, kLlcControl},
  });
}

Program platform_program(const Study& study, const ModelShape& shape, const MemoryLayout& layout) {
  Program program = program_of(study, shape, layout);
  program.register_base = Platform::kRegisterBase;
  return program;
}

}  // namespace

SocketObservers all_of(const std::vector<SocketObservers>& observers) {
  if (observers.empty()) return nullptr;
  return [observers](const std::string& socket) {
    std::vector<SocketObserver*> all;
    for (const SocketObservers& some : observers) {
      const std::vector<SocketObserver*> here = some(socket);
      all.insert(all.end(), here.begin(), here.end());
    }
    return all;
  };
}

Platform::Platform(const Study& study, StepSource& source, StepObserver& observer,
                   const SocketObservers& observers, const SocketInsertions& insertions)
    : shape(shape_of(study.config)),
      layout(shape, study.layers, study.config.workload.batch, study.context_capacity,
             study.config.hbm.organisation.capacity()),
      pool(static_cast<std::size_t>(study.config.simulation.payload_limit), kLargestTransaction),
      hbm("hbm", study.config.hbm, study.config.simulation.abstraction),
      llc("llc", study.config.llc, study.config.simulation.abstraction),
      interconnect("interconnect", study.config.interconnect, address_map(study.config),
                   kInitiators, kTargets, study.config.simulation.abstraction),
      weight_streamer("weight_streamer", study.config.weight_streamer, pool, status,
                      study.config.simulation.abstraction),
      indexer("indexer", study.config.indexer, pool, status, study.config.simulation.abstraction),
      sparse_attention("sparse_attention", study.config.sparse_attention, pool, status,
                       study.config.simulation.abstraction),
      sequencer("sequencer", platform_program(study, shape, layout),
                {weight_streamer, indexer, sparse_attention}, source, observer, pool, status,
                study.config.simulation.abstraction),
      limits_(study.config.simulation) {
  const auto socket = [&](const char* name, AtInitiatorPort& initiator, AtTargetPort& target) {
    connect(initiator, target, observers ? observers(name) : std::vector<SocketObserver*>{},
            insertions ? insertions(name) : std::nullopt);
  };
  socket("sequencer", sequencer.port, interconnect.from_initiator(kSequencer));
  socket("weight_streamer", weight_streamer.port, interconnect.from_initiator(kWeightStreamer));
  socket("indexer", indexer.port, interconnect.from_initiator(kIndexer));
  socket("sparse_attention", sparse_attention.port, interconnect.from_initiator(kSparseAttention));
  socket("llc.data", interconnect.to_target(kLlcData), llc.data);
  socket("llc.control", interconnect.to_target(kLlcControl), llc.control);
  socket("hbm", llc.memory, hbm.port);
  const ReservationConfig& reservation = study.config.llc.reservation;
  if (reservation.in_force() && needs_foresight(reservation.policy))
    llc.foresee(foresee(study, shape));
  if (limits_.check_data) {
    hbm.keep_data();
    llc.keep_data();
    sparse_attention.check_data(token_data);
    sequencer.check_data(token_data);
  }
}

void Platform::connect(AtInitiatorPort& initiator, AtTargetPort& target,
                       const std::vector<SocketObserver*>& observers,
                       const std::optional<InsertedModule>& inserted) {
  tlm::tlm_initiator_socket<>* from = &initiator;
  for (SocketObserver* observer : observers) {
    taps_.push_back(std::make_unique<SocketTap>(sc_core::sc_gen_unique_name("tap"), *observer));
    from->bind(taps_.back()->from_initiator);
    from = &taps_.back()->to_target;
  }
  if (inserted) {
    from->bind(inserted->from_initiator);
    from = &inserted->to_target;
  }
  from->bind(target);
}

void Platform::run() {
  run_kernel({pool, status, [this] { return sequencer.finished(); },
              [this] { return describe_waiting(); }},
             limits_);
}

std::string Platform::describe_waiting() const {
  return fmt::format("{}; {}; {}; {}; {}; {}; {}", sequencer.describe_waiting(),
                     weight_streamer.describe_waiting(), indexer.describe_waiting(),
                     sparse_attention.describe_waiting(), interconnect.describe_waiting(),
                     llc.describe_waiting(), hbm.describe_waiting());
}

}  // namespace dsavp

#include "platforms/trace_foresight.h"

#include <stdexcept>

#include "models/llc/set_granules.h"
#include "platforms/trace_source.h"

namespace dsavp {
namespace {

// The sets in the order in which the sequencer announces them.
void walk(const Study& study, const ModelShape& shape, const Foresight::SetVisitor& visit) {
  TraceSource source(study.config.trace.file, study.steps);
  SetGranules of_set(static_cast<std::size_t>(study.context_capacity),
                     study.config.llc.reservation);
  while (source.next()) {
    std::size_t window = 0;
    for (int layer = 0; layer < study.layers; ++layer) {
      for (int request = 0; request < study.config.workload.batch; ++request, ++window) {
        const TokenSet set = source.top_k(shape.index_source(layer), request);
        const std::vector<std::int32_t>& looked_up = of_set.of(set.tokens, set.count);
        visit(window, looked_up.data(), looked_up.size());
      }
    }
  }
  source.rethrow_error();
}

}  // namespace

std::unique_ptr<Foresight> foresee(const Study& study, const ModelShape& shape) {
  const std::size_t windows = static_cast<std::size_t>(study.layers) * study.config.workload.batch;
  const std::vector<std::size_t> granules(
      windows, granules_of(static_cast<std::uint32_t>(study.context_capacity),
                           study.config.llc.reservation.granule_tokens));
  try {
    return std::make_unique<Foresight>(
        granules, [&](const Foresight::SetVisitor& visit) { walk(study, shape, visit); });
  } catch (const std::length_error& error) {
    throw TraceError(study.config.trace.file + ": " + error.what());
  }
}

}  // namespace dsavp

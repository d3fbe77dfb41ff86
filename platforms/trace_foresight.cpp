#include "platforms/trace_foresight.h"

#include <stdexcept>

#include "platforms/trace_source.h"

namespace dsavp {
namespace {

// The sets in the order in which the sequencer announces them.
void walk(const Study& study, const ModelShape& shape, const Foresight::SetVisitor& visit) {
  TraceSource source(study.config.trace.file, study.steps);
  while (source.next()) {
    std::size_t window = 0;
    for (int layer = 0; layer < study.layers; ++layer) {
      for (int request = 0; request < study.config.workload.batch; ++request, ++window) {
        const TokenSet set = source.top_k(shape.index_source(layer), request);
        visit(window, set.tokens, set.count);
      }
    }
  }
  source.rethrow_error();
}

}  // namespace

std::unique_ptr<Foresight> foresee(const Study& study, const ModelShape& shape) {
  const std::vector<std::size_t> tokens(
      static_cast<std::size_t>(study.layers) * study.config.workload.batch,
      static_cast<std::size_t>(study.context_capacity));
  try {
    return std::make_unique<Foresight>(
        tokens, [&](const Foresight::SetVisitor& visit) { walk(study, shape, visit); });
  } catch (const std::length_error& error) {
    throw TraceError(study.config.trace.file + ": " + error.what());
  }
}

}  // namespace dsavp

#include "platforms/report_page/optimum_hits.h"

#include <fmt/format.h>

#include <memory>

#include "models/llc/token_directory.h"
#include "platforms/study.h"
#include "platforms/trace_foresight.h"
#include "platforms/trace_source.h"

namespace dsavp {
namespace {

// One window's sets, looked up as the platform's token controller does.
void look_up(TokenDirectory& directory, LookupOrder order, std::size_t window, const TokenSet& set,
             std::vector<Verdict>& verdicts) {
  if (looks_up_sets(order)) {
    directory.step(window, set.tokens, set.count, verdicts.data());
    return;
  }
  directory.begin_set(window);
  for (std::size_t i = 0; i < set.count; ++i) {
    directory.access(window, static_cast<std::uint32_t>(set.tokens[i]));
  }
}

OptimumHits replay_study(const Study& study, const ModelShape& shape,
                         const std::vector<TokenWindow>& windows) {
  const ReservationConfig& reservation = study.config.llc.reservation;
  const std::unique_ptr<Foresight> foresight = foresee(study, shape);
  TokenDirectory directory(windows, reservation, foresight.get());
  std::vector<Verdict> verdicts(static_cast<std::size_t>(study.trace.top_k));
  OptimumHits result;
  result.layer_hits.assign(static_cast<std::size_t>(study.layers), 0);
  TraceSource source(study.config.trace.file, study.steps);
  while (source.next()) {
    std::size_t window = 0;
    for (int layer = 0; layer < study.layers; ++layer) {
      const std::int64_t before = directory.counters().hits;
      for (int request = 0; request < study.config.workload.batch; ++request, ++window) {
        directory.extend(window, static_cast<std::uint32_t>(source.context(request)));
        look_up(directory, reservation.lookup, window,
                source.top_k(shape.index_source(layer), request), verdicts);
      }
      result.layer_hits[static_cast<std::size_t>(layer)] += directory.counters().hits - before;
    }
  }
  source.rethrow_error();
  result.lookups = directory.counters().lookups;
  result.hits = directory.counters().hits;
  return result;
}

OptimumHits optimum_of(Study& study) {
  const PlatformConfig& c = study.config;
  study.config.llc.reservation.policy = PolicyKind::kOptimum;
  const ModelShape shape(c.model, c.workload.tensor_parallel, c.workload.batch);
  const MemoryLayout layout(shape, study.layers, c.workload.batch, study.context_capacity,
                            c.hbm.organisation.capacity());
  return replay_study(study, shape, token_windows(program_of(study, shape, layout)));
}

// Policy and seed are the optimum's in every case.
std::string what_counts(const Study& study) {
  const PlatformConfig& c = study.config;
  const ReservationConfig& r = c.llc.reservation;
  const ModelShape shape(c.model, c.workload.tensor_parallel, c.workload.batch);
  std::string key =
      fmt::format("{} {} {} {} {} {} {} {} {} {}", c.trace.file, study.steps, study.layers,
                  c.workload.batch, shape.kv_bytes(), r.bytes, word_of(r.scope), word_of(r.lookup),
                  r.granule_tokens, r.pin_recent_tokens);
  for (int layer = 0; layer < study.layers; ++layer) {
    key += fmt::format(" {}", shape.index_source(layer));
  }
  for (const auto& share : r.shares) {
    key += fmt::format(" {}:{}:{}", share.layer, share.request, share.weight);
  }
  return key;
}

OptimumHits none_because(const std::string& why) {
  OptimumHits none;
  none.why = why;
  return none;
}

OptimumHits optimum_or_reason(Study& study) {
  try {
    return optimum_of(study);
  } catch (const std::exception& error) {
    return none_because(error.what());
  }
}

}  // namespace

const OptimumHits& OptimumCounter::count(const std::string& effective) {
  Study study;
  try {
    study = load_study(effective, {});
  } catch (const std::exception& error) {
    return known_.emplace(effective, none_because(error.what())).first->second;
  }
  if (study.config.llc.reservation.bytes == 0) {
    return known_.emplace("", none_because("nothing is reserved")).first->second;
  }
  const std::string key = what_counts(study);
  const auto found = known_.find(key);
  if (found != known_.end()) return found->second;
  return known_.emplace(key, optimum_or_reason(study)).first->second;
}

}  // namespace dsavp
